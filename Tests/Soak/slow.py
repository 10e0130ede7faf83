"""Slow clients by the thousand: `python3 slow.py EDGE COUNT`.

As many slow connections as COUNT in each phase (TLS hello byte by byte, head, body, answer not read), one phase after the other,
beside a client that asks for something small and must not notice. Fails where the edge keeps somebody, where the client's p99 is
more than doubled against the same client beside nobody, or where memory goes beyond its ceiling.

Who is cut is counted at the edge. A client that reads nothing need not notice: a reset beyond its closed window is dropped by its
kernel (RFC 5961, 3.2), and it would have to ask to be told again. How many noticed is told beside it."""

import json
import pathlib
import random
import resource
import signal
import subprocess
import sys
import tempfile
import time

CLIENTS = pathlib.Path(__file__).parent.parent / "EdgeProgramTests" / "Clients"
NAME = "chat.example.com"
# What docs/limits.md states, in MiB.
CEILING = 768
PHASES = ["idle", "hello", "head", "body", "unread"]
# Below this a machine's own noise is larger than what is measured.
FLOOR_MS = 3
# The part of those who are cut that has to notice.
NOTICING = 0.95

EDGEFILE = """{{
	http_port {http}
	https_port {https}
	read_header 60s
	read_body 60s
	write 45s
	min_rate 100 45s
}}
{name} {{
	tls {folder}/cert.pem {folder}/key.pem
	respond /small "small"
	reverse_proxy /sink 127.0.0.1:{sink}
	root * {folder}/files
	file_server
}}
"""


def peak(process):
    status = pathlib.Path(f"/proc/{process.pid}/status").read_text()
    return int(status.split("VmHWM:")[1].split()[0]) / 1024


def busy(process):
    fields = pathlib.Path(f"/proc/{process.pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / 100


def start(edge, folder, https, sink):
    subprocess.run(
        ["openssl", "req", "-x509", "-nodes", "-days", "2", "-subj", f"/CN={NAME}", "-addext", f"subjectAltName=DNS:{NAME}",
         "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-keyout", f"{folder}/key.pem", "-out",
         f"{folder}/cert.pem"], check=True, capture_output=True)
    files = pathlib.Path(folder) / "files"
    files.mkdir()
    (files / "large").write_bytes(b"large " * 4_000_000)
    (pathlib.Path(folder) / "Edgefile").write_text(
        EDGEFILE.format(http=https + 1, https=https, name=NAME, folder=folder, sink=sink))
    log = open(f"{folder}/log", "w")
    process = subprocess.Popen(
        [edge, "run", "--config", f"{folder}/Edgefile", "--data", f"{folder}/data", "--control", f"{folder}/control"],
        stderr=log, stdout=log)
    while '"message":"ready"' not in pathlib.Path(f"{folder}/log").read_text():
        if process.poll() is not None:
            sys.exit(pathlib.Path(f"{folder}/log").read_text())
        time.sleep(0.1)
    return process


def open_connections(edge, folder):
    status = subprocess.run(
        [edge, "status", "--json", "--control", f"{folder}/control"], check=True, capture_output=True, text=True)
    return json.loads(status.stdout)["connections"]


def kept(edge, folder):
    """Connections that the edge still has: besides the client in no hurry, who is closing or opening one now and then."""
    return min(open_connections(edge, folder) for _ in range(5)) - 1


def judge(phase, seen, kept, spent, high):
    before, during, cutting = seen["before"], seen["during"], seen["cutting"]
    print(f"{phase:7} {seen['size']:6} opened in {seen['opened_s']} s, {seen['held']} held, {kept} kept, "
          f"{seen['cut']} noticed after {seen['first']}–{seen['last']} s; p99 {before['p99_ms']} ms before, "
          f"{seen['opening']['p99_ms']} while opening, "
          f"{during['p99_ms']} beside them, {cutting['p99_ms']} while cut (worst {cutting['worst_ms']}); "
          f"{high:.0f} MiB at most; {spent:.1f} s of the edge's CPU", flush=True)
    if seen["early"]:
        print(f"        {seen['early']} broken while they opened: {', '.join(seen['early_errors'])}", flush=True)
    problems = [f"{phase}: {each}" for window in (seen["opening"], during, cutting) for each in window["failures"]]
    allowed = 2 * max(before["p99_ms"], FLOOR_MS)
    for word, window in (("beside them", during), ("while they are cut", cutting)):
        if phase != "idle" and window["p99_ms"] > allowed:
            problems.append(f"{phase}: p99 {window['p99_ms']} ms {word}, {before['p99_ms']} ms before")
    if phase != "idle" and kept > 0:
        problems.append(f"{phase}: {kept} of {seen['size']} were not cut")
    if phase != "idle" and seen["cut"] < seen["size"] * NOTICING:
        problems.append(f"{phase}: {seen['cut']} of {seen['size']} noticed that they were cut")
    return problems


def main():
    edge, count = sys.argv[1], int(sys.argv[2])
    resource.setrlimit(resource.RLIMIT_NOFILE, (resource.getrlimit(resource.RLIMIT_NOFILE)[1],) * 2)
    https, sink = random.randrange(10_000, 30_000, 4), 0
    sink = https + 2
    # So that whoever ends it ends the others too.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    problems, judged = [], []
    with tempfile.TemporaryDirectory(prefix="slow-") as folder:
        process = start(edge, folder, https, sink)
        idle = peak(process)
        crowd = subprocess.Popen(
            [sys.executable, str(CLIENTS / "slow_loris.py"), str(https), NAME, f"{folder}/cert.pem", str(sink), str(count), "10",
             "12"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        try:
            crowd.stdin.write("go\n")
            crowd.stdin.flush()
            spent = busy(process)
            for line in crowd.stdout:
                if line.startswith('{"phases"'):
                    break
                if line.startswith("{"):
                    (phase, seen), = json.loads(line).items()
                    judged.append(phase)
                    problems += judge(phase, seen, kept(edge, folder), busy(process) - spent, peak(process))
                    crowd.stdin.write("go on\n")
                    crowd.stdin.flush()
                    spent = busy(process)
            high = peak(process)
            if crowd.wait(30) != 0:
                problems.append(f"the clients ended with {crowd.returncode}")
        finally:
            crowd.kill()
            process.terminate()
            code = process.wait()
    print(f"memory {idle:.0f} MiB at first, {high:.0f} MiB at most")
    if judged != PHASES:
        problems.append(f"phases: {', '.join(judged) or 'none'} instead of {', '.join(PHASES)}")
    if code != 0:
        problems.append(f"the edge ended with {code}")
    if high > CEILING:
        problems.append(f"more than {CEILING} MiB")
    for problem in problems:
        print("error:", problem)
    sys.exit(1 if problems else 0)


main()
