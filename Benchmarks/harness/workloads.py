"""What is measured, in which unit, and the bar for it."""
import time
from dataclasses import dataclass, field
from typing import Callable

from . import loadtools, machine
from .loadtools import IdleSockets, Load

IDLE_SOCKETS = 5000


@dataclass
class Sample:
    """One target in one round. `figure` is what the bar is about; less is better."""
    figure: float
    rate: float | None = None
    p50: float | None = None
    p99: float | None = None
    memory: float | None = None
    failures: int = 0
    cpu_share: float | None = None


@dataclass
class Workload:
    key: str
    title: str
    # What `figure` counts.
    unit: str
    # The highest ratio to nginx, or the highest figure, or neither.
    ratio_bar: float | None
    measure: Callable
    figure_bar: float | None = None
    rate_unit: str = "requests/s"
    note: str = ""
    state: dict = field(default_factory=dict)


def _proxied(load_of, scale=1e6):
    """Runs a load against a target and divides the proxy's CPU time by the units of work."""
    def measure(target, options, workload):
        before, began = target.process.cpu_seconds(), time.monotonic()
        load: Load = load_of(target, options)
        cpu, took = target.process.cpu_seconds() - before, time.monotonic() - began
        if not load.units:
            raise RuntimeError("no unit of work was done")
        return Sample(
            cpu * scale / load.units, load.units / load.seconds, load.p50, load.p99, target.process.memory_bytes(),
            load.failures, cpu / took)
    return measure


def _plain(target):
    return f"http://127.0.0.1:{target.plain_port}"


def _tls(target):
    return f"https://127.0.0.1:{target.tls_port}"


def _idle(target, options, workload):
    """Memory of the proxy for one open WebSocket, both of its sides, in KiB. A process of its own, so that no earlier load
    has left memory behind."""
    fresh = type(target)(target.upstream_port)
    fresh.start()
    try:
        loadtools.own("echo", fresh.tls_port, 8, 0.2)
        before = fresh.process.memory_bytes()
        with IdleSockets(fresh.tls_port, options.idle_sockets):
            time.sleep(1)
            grown = fresh.process.memory_bytes() - before
    finally:
        fresh.stop()
    return Sample(grown / options.idle_sockets / 1024, memory=before + grown)


def _many(target, options, workload):
    """CPU per request with 4,000 connections over that with 64."""
    few = _proxied(lambda target, options: loadtools.wrk(_plain(target) + "/", 64, options.seconds))
    many = _proxied(lambda target, options: loadtools.wrk(_plain(target) + "/", options.many, options.seconds))
    low, high = few(target, options, workload), many(target, options, workload)
    high.figure /= low.figure
    return high


def _scale(target, options, workload):
    """What a request costs with 2 workers over what it costs with 1. Where there are cores enough for the load beside both,
    the throughput tells; on two cores only the CPU time can."""
    load = _proxied(lambda target, options: loadtools.wrk(_tls(target) + "/", 64, options.seconds))
    figures = []
    for workers in (1, 2):
        fresh = type(target)(target.upstream_port, workers, machine.CORES[-workers:])
        fresh.start()
        try:
            figures.append(load(fresh, options, workload))
        finally:
            fresh.stop()
    one, two = figures
    if len(machine.CORES) >= 6:
        two.figure = one.rate / two.rate
    else:
        two.figure /= one.figure
    return two


def _half(target, options, workload):
    """p99 at half of what nginx can do, the same rate for everybody."""
    if "rate" not in workload.state:
        full = loadtools.wrk(_tls(options.reference) + "/", 64, options.seconds)
        workload.state["rate"] = full.units / full.seconds / 2
    load = loadtools.h2load_paced(_tls(target) + "/", 64, max(1, round(options.seconds)), workload.state["rate"])
    return Sample(load.p99, load.units / load.seconds, load.p50, load.p99, failures=load.failures)


def _own(kind, connections, port="tls_port"):
    return _proxied(lambda target, options: loadtools.own(kind, getattr(target, port), connections, options.seconds))


def _transfer(path, *flags):
    return _proxied(
        lambda target, options: loadtools.h2load_transfers(_tls(target) + path, options.transfers, *flags), scale=1)


def _files(load_of, scale=1e6):
    """The same for files, where the target serves them."""
    measure = _proxied(load_of, scale)

    def measured(target, options, workload):
        if not target.serves_files:
            raise RuntimeError("serves no files here")
        return measure(target, options, workload)
    return measured


def _small_files(*flags):
    return _files(lambda target, options: loadtools.h2load(
        f"https://127.0.0.1:{target.files_port}/small.bin", *flags, f"-D{options.seconds}", seconds=options.seconds))


def _large_file(port, scheme, *flags):
    return _files(lambda target, options: loadtools.h2load_transfers(
        f"{scheme}://127.0.0.1:{getattr(target, port)}/large.bin", options.transfers, *flags), scale=1)


def _upload():
    return f"--data={loadtools.paths.UPLOAD}"


REQUEST, MESSAGE, GIB = "CPU µs/request", "CPU µs/message", "CPU s/GiB"

ALL = [
    Workload("h1", "HTTP/1.1 plaintext, 64 connections, 1 KiB", REQUEST, 0.80,
             _proxied(lambda target, options: loadtools.wrk(_plain(target) + "/", 64, options.seconds))),
    Workload("h1-tls", "HTTP/1.1 TLS, 64 connections, 1 KiB", REQUEST, 0.78,
             _proxied(lambda target, options: loadtools.wrk(_tls(target) + "/", 64, options.seconds))),
    Workload("h2", "HTTP/2 TLS, 16 × 32 streams, 1 KiB", REQUEST, 0.65,
             _proxied(lambda target, options: loadtools.h2load(
                 _tls(target) + "/", "-c16", "-m32", f"-D{options.seconds}", seconds=options.seconds))),
    Workload("full", "full handshake + GET", REQUEST, 0.95, _own("full", 16), rate_unit="handshakes/s"),
    Workload("resumed", "resumed handshake + GET", REQUEST, 0.95, _own("resumed", 16), rate_unit="handshakes/s"),
    Workload("echo", "wss echo, 200 sockets, 128 B", MESSAGE, 0.90, _own("echo", 200), rate_unit="messages/s"),
    Workload("idle", "idle wss socket, both sides", "KiB/socket", None, _idle, figure_bar=16),
    Workload("up-h1", "100 MiB up, HTTP/1.1 TLS", GIB, 0.75,
             lambda *rest: _transfer("/up", "--h1", _upload())(*rest), rate_unit="GiB/s"),
    Workload("up-h2", "100 MiB up, HTTP/2", GIB, 0.90,
             lambda *rest: _transfer("/up", _upload())(*rest), rate_unit="GiB/s"),
    Workload("down-h1", "100 MiB down, HTTP/1.1 TLS", GIB, 0.70, _transfer("/down", "--h1"), rate_unit="GiB/s"),
    Workload("down-h2", "100 MiB down, HTTP/2", GIB, 0.65, _transfer("/down"), rate_unit="GiB/s"),
    Workload("file-h1", "100 MiB file, HTTP/1.1 TLS", GIB, 1.0, _large_file("files_port", "https", "--h1"), rate_unit="GiB/s"),
    Workload("file-h2", "100 MiB file, HTTP/2", GIB, 1.0, _large_file("files_port", "https"), rate_unit="GiB/s"),
    Workload("file-plain", "100 MiB file, HTTP/1.1 plaintext", GIB, 1.0,
             _large_file("plain_files_port", "http", "--h1"), rate_unit="GiB/s"),
    Workload("small-h1", "1 KiB file, HTTP/1.1 TLS, 64 connections", REQUEST, 1.0, _small_files("--h1", "-c64")),
    Workload("small-h2", "1 KiB file, HTTP/2, 16 × 32 streams", REQUEST, 1.0, _small_files("-c16", "-m32")),
    Workload("small-plain", "1 KiB file, HTTP/1.1 plaintext, 64 connections", REQUEST, 1.0,
             _files(lambda target, options: loadtools.wrk(
                 f"http://127.0.0.1:{target.plain_files_port}/small.bin", 64, options.seconds))),
    Workload("gzip", "gzip of 64 KiB JSON, HTTP/1.1 TLS, 16 connections", REQUEST, 1.10,
             _files(lambda target, options: loadtools.h2load(
                 f"https://127.0.0.1:{target.files_port}/page.json", "--h1", "-c16", "-Haccept-encoding: gzip",
                 f"-D{options.seconds}", seconds=options.seconds))),
    Workload("fan", "fan-out to 500 wss sockets, per delivery", MESSAGE, 0.95, _own("fan", 500),
             rate_unit="deliveries/s"),
    Workload("many", "CPU per request, 4,000 connections over 64", "ratio", None, _many, figure_bar=1.10),
    Workload("scale", "2 workers over 1", "ratio", None, _scale, figure_bar=1 / 0.9,
             note="throughput of 1 over 2 where there are 6 cores, CPU per request of 2 over 1 where there are fewer"),
    Workload("half", "p99 at half load, HTTP/1.1 TLS", "µs", 1.0, _half),
]
