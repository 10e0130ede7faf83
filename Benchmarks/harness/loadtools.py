"""Runs the load tools and reads what they print."""
import json
import re
import subprocess
from dataclasses import dataclass

from . import machine, paths

MIB_IN_GIB = 1024
UPLOAD_MIB = 100


@dataclass
class Load:
    """What a load tool has seen: units of work, the time they took, and latencies in microseconds."""
    units: float
    seconds: float
    p50: float | None = None
    p99: float | None = None
    failures: int = 0


def _run(command, seconds):
    result = subprocess.run(
        machine.pinned(command, machine.LOAD_CORES), capture_output=True, text=True, timeout=seconds + 90)
    if result.returncode not in (0, 2) or not result.stdout:
        raise RuntimeError(f"{command[0]}: {(result.stderr or result.stdout).strip()[-200:]}")
    return result.stdout


def wrk(url, connections, seconds):
    text = _run(["wrk", "--latency", "-t1", f"-c{connections}", f"-d{seconds}s", "--timeout", "10s", url], seconds)
    count, took = re.search(r"(\d+) requests in ([\d.]+)(?:s|m)", text).groups()
    errors = re.search(r"Socket errors: connect (\d+), read (\d+), write (\d+), timeout (\d+)", text)
    bad = re.search(r"Non-2xx or 3xx responses: (\d+)", text)
    failures = sum(map(int, errors.groups())) if errors else 0
    return Load(
        int(count), float(took), _duration(text, "50%"), _duration(text, "99%"), failures + int(bad[1] if bad else 0))


def _duration(text, label):
    value, unit = re.search(rf"{label}\s+([\d.]+)(us|ms|s)", text).groups()
    return float(value) * {"us": 1, "ms": 1e3, "s": 1e6}[unit]


def h2load(url, *options, seconds=30):
    text = _run(["h2load", "-t1", *options, url], seconds)
    took, unit = re.search(r"finished in ([\d.]+)(us|ms|s)", text).groups()
    done, failed = re.search(r"requests:.* (\d+) succeeded, (\d+) failed", text).groups()
    return Load(int(done), float(took) * {"us": 1e-6, "ms": 1e-3, "s": 1}[unit], failures=int(failed))


def h2load_paced(url, connections, seconds, rate):
    """HTTP/1.1 at a fixed rate; latencies come from its log, one line a request."""
    log = paths.WORK / "h2load.log"
    log.unlink(missing_ok=True)
    load = h2load(
        url, "--h1", f"-c{connections}", f"-D{seconds}", f"--rps={rate / connections:.2f}", f"--log-file={log}",
        seconds=seconds)
    latencies = sorted(int(line.split("\t")[2]) for line in log.read_text().splitlines())
    load.p50 = latencies[len(latencies) // 2]
    load.p99 = latencies[int(len(latencies) * 0.99)]
    return load


def h2load_transfers(url, count, *options):
    """Transfers of 100 MiB, one after the other; the unit is a GiB."""
    load = h2load(url, "-c1", "-m1", f"-n{count}", *options, seconds=60)
    if load.failures or load.units != count:
        raise RuntimeError(f"{count - int(load.units)} of {count} transfers failed")
    load.units = count * UPLOAD_MIB / MIB_IN_GIB
    return load


def own(workload, port, connections, seconds, size=128):
    text = _run([paths.LOAD_TOOL, workload, port, connections, seconds, size], seconds)
    answer = json.loads(text.splitlines()[-1])
    if workload == "resumed" and answer["resumed"] < 0.9 * answer["units"]:
        raise RuntimeError(f"only {answer['resumed']} of {answer['units']} handshakes were resumed")
    return Load(answer["units"], answer["seconds"], answer["p50_us"], answer["p99_us"], answer["failures"])


class IdleSockets:
    """Holds WebSockets open while someone weighs the proxy."""

    def __init__(self, port, count):
        self.popen = subprocess.Popen(
            machine.pinned([paths.LOAD_TOOL, "idle", port, count, 1], machine.LOAD_CORES), stdin=subprocess.PIPE,
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)

    def __enter__(self):
        if self.popen.stdout.readline().strip() != "ready":
            self.popen.kill()
            raise RuntimeError(self.popen.communicate()[1].strip() or "the sockets do not open")

    def __exit__(self, *_):
        self.popen.stdin.close()
        self.popen.wait(30)
        self.popen.stdout.close()
        self.popen.stderr.close()
