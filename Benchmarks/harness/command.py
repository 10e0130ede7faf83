"""The command line: which targets, which workloads, how long."""
import argparse
import datetime
import shutil
import sys

from . import machine, packages, paths, report, rounds, targets, workloads
from .comparison import REFERENCE, Comparison
from .processes import Process, free_port, wait_for_port


def arguments():
    parser = argparse.ArgumentParser(prog="Benchmarks/run", description="Measures edge beside its peers, in one run.")
    parser.add_argument("--targets", default=",".join(targets.ALL), help="of: %(default)s")
    parser.add_argument("--workloads", default=",".join(each.key for each in workloads.ALL), help="of: %(default)s")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=int, default=2, help="of each measurement")
    parser.add_argument("--transfers", type=int, default=5, help="of 100 MiB in each measurement")
    parser.add_argument("--idle-sockets", type=int, default=workloads.IDLE_SOCKETS)
    parser.add_argument("--many", type=int, default=4000, help="connections")
    parser.add_argument("--short", action="store_true", help="2 rounds of 1 s, edge and nginx: whether it runs at all")
    parser.add_argument("--name", default="latest", help="of the result's files in Benchmarks/Results")
    parser.add_argument("--edge", help="another edge to measure, instead of the release build's")
    options = parser.parse_args()
    if options.short:
        options.rounds, options.seconds, options.transfers, options.idle_sockets, options.many = 2, 1, 2, 500, 500
        options.targets = "edge,nginx"
    return options


def chosen(names, known, what):
    unknown = [name for name in names if name not in known]
    if unknown:
        sys.exit(f"error: no such {what}: {', '.join(unknown)}; there are {', '.join(known)}")
    return [known[name] for name in names]


def start(kinds, upstream_port):
    """Those that start, and why the others do not."""
    running, absent = [], {}
    for kind in kinds:
        if kind.version() is None:
            absent[kind.name] = "cannot be installed here"
            continue
        target = kind(upstream_port)
        try:
            target.start()
            running.append(target)
        except RuntimeError as error:
            absent[kind.name] = str(error)
    return running, absent


def facts_of(options, running):
    return {
        "command": " ".join(["make bench"] + ([f"ARGS='{' '.join(sys.argv[1:])}'"] if sys.argv[1:] else [])),
        "date": datetime.date.today().isoformat(),
        "rounds": options.rounds,
        "seconds": options.seconds,
        "machine": machine.description(),
        "versions": {target.name: target.version() for target in running if target.name != targets.GAUGE},
    }


def main():
    options = arguments()
    if options.edge:
        paths.EDGE = options.edge
        targets.Edge.version_command = [options.edge, "--version"]
    kinds = chosen(options.targets.split(","), targets.ALL, "target")
    wanted = chosen(options.workloads.split(","), {each.key: each for each in workloads.ALL}, "workload")
    packages.prepare([kind.name for kind in kinds])
    port = free_port()
    upstream = Process([paths.UPSTREAM_TOOL, port], machine.LOAD_CORES, paths.WORK / "upstream.log")
    running = []
    try:
        wait_for_port(port, upstream)
        running, absent = start(kinds, port)
        options.reference = next((target for target in running if target.name == REFERENCE), None)
        comparisons = []
        for workload in wanted:
            comparisons.append(Comparison(workload, *rounds.measure(workload, running, options)))
        text = report.write(comparisons, facts_of(options, running), absent, options.name)
    finally:
        for target in running:
            target.stop()
        upstream.stop()
        shutil.rmtree(paths.WORK / "run", ignore_errors=True)
    print(text)
    return 0
