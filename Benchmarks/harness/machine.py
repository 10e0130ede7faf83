"""The machine: which core the proxy has for itself, which the load gets, and what it is for the record."""
import os
import platform

CORES = sorted(os.sched_getaffinity(0))
# One core for the proxy, the others for load and upstream.
PROXY_CORE = CORES[-1]
LOAD_CORES = CORES[:-1] or CORES


def pinned(command, cores):
    return ["taskset", "--cpu-list", ",".join(map(str, cores)), *map(str, command)]


def description():
    model = next((line.split(":", 1)[1].strip() for line in open("/proc/cpuinfo") if line.startswith("model name")), "?")
    return {
        "cores": len(CORES),
        "processor": model,
        "kernel": platform.release().partition("-")[0],
        "load_average": os.getloadavg()[0],
    }
