#!/usr/bin/env python3
"""Mixed traffic through a real edge while everything around it fails: `Tests/Soak/soak.py EDGE MINUTES`.

HTTP/1.1, HTTP/2, WebSockets, uploads and handshakes; meanwhile the backend is killed and started again, answers garbage, stalls
and breaks off; the configuration is reloaded every few seconds; and a hoarder takes every descriptor. At the end no answer went
to another request, every byte of every completed transfer was right, the edge runs, and its memory and descriptors are back to
where they began."""

import asyncio
import os
import pathlib
import random
import resource
import signal
import socket
import subprocess
import sys
import tempfile
import time

import clients

HERE = pathlib.Path(__file__).parent
DESCRIPTORS = 400


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Processes:
    def __init__(self, edge, folder):
        self.edge, self.folder = edge, pathlib.Path(folder)
        self.port, self.http_port, self.backend_port = free_port(), free_port(), free_port()
        self.log = open(self.folder / "log", "wb")
        self.write_configuration(0)
        environment = dict(os.environ, EDGE_DATA=str(self.folder / "data"), EDGE_CONTROL=str(self.folder / "control"))
        self.environment = environment
        self.start_backend()
        self.server = subprocess.Popen(
            [edge, "run", "--config", self.folder / "Edgefile"], env=environment, stderr=self.log, stdout=self.log,
            preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_NOFILE, (DESCRIPTORS, DESCRIPTORS)))

    def write_configuration(self, number):
        (self.folder / "Edgefile").write_text(
            f"{{\n\thttp_port {self.http_port}\n\thttps_port {self.port}\n\tlocal_certs\n}}\n\n"
            f"{clients.NAME} -> 127.0.0.1:{self.backend_port} {{\n\ttls internal\n"
            f"\theader X-Generation {number}\n\tmax_uploads 8 over 1MB\n}}\n")

    def start_backend(self):
        self.backend = subprocess.Popen([sys.executable, HERE / "upstream.py", str(self.backend_port)])

    def kill_backend(self):
        self.backend.kill()
        self.backend.wait()

    def measure(self):
        """Resident KiB and open descriptors of the edge."""
        status = pathlib.Path(f"/proc/{self.server.pid}/status").read_text()
        resident = next((int(line.split()[1]) for line in status.splitlines() if line.startswith("VmRSS")), 0)
        return resident, len(os.listdir(f"/proc/{self.server.pid}/fd"))

    async def reload(self, number):
        self.write_configuration(number)
        process = await asyncio.create_subprocess_exec(
            self.edge, "reload", env=self.environment, stdout=self.log, stderr=self.log)
        return await process.wait()

    def end(self):
        self.server.send_signal(signal.SIGTERM)
        try:
            code = self.server.wait(30)
        except subprocess.TimeoutExpired:
            self.server.kill()
            code = None
        self.kill_backend()
        return code


async def until_served(port):
    for _ in range(300):
        try:
            _, writer = await asyncio.open_connection("127.0.0.1", port, ssl=clients.CONTEXT, server_hostname=clients.NAME)
            writer.close()
            return
        except OSError:
            await asyncio.sleep(0.1)
    sys.exit("the edge does not serve")


async def kill_backends(processes, stop):
    while not stop.is_set():
        await asyncio.sleep(random.uniform(10, 25))
        processes.kill_backend()
        await asyncio.sleep(random.uniform(0.2, 3))
        processes.start_backend()


async def reload_often(processes, stop, tally):
    number = 0
    while not stop.is_set():
        await asyncio.sleep(random.uniform(2, 6))
        number += 1
        # Without a descriptor for the control socket a reload cannot be heard.
        tally.done["reload" if await processes.reload(number) == 0 else "reload refused"] += 1


async def traffic(processes, seconds, tally):
    stop = asyncio.Event()
    port = processes.port
    jobs = [clients.http1(port, tally, stop, "get") for _ in range(12)]
    jobs += [clients.http1(port, tally, stop, "upload") for _ in range(6)]
    jobs += [clients.http1(port, tally, stop, "handshake") for _ in range(3)]
    jobs += [clients.http2(port, tally, stop) for _ in range(4)]
    jobs += [clients.web_socket(port, tally, stop) for _ in range(12)]
    jobs += [clients.misfortune(port, tally, stop) for _ in range(2)]
    jobs += [clients.hoard(port, stop, DESCRIPTORS), reload_often(processes, stop, tally)]
    tasks = [asyncio.create_task(job) for job in jobs]
    killer = asyncio.create_task(kill_backends(processes, stop))
    begin = time.monotonic()
    while time.monotonic() - begin < seconds and processes.server.poll() is None:
        await asyncio.sleep(min(30, seconds / 4))
        resident, descriptors = processes.measure()
        if tally.errors:
            print("error:", tally.errors[0], flush=True)
        print(f"{time.monotonic() - begin:6.0f} s  {sum(tally.done.values())} done, {sum(tally.faults.values())} faults, "
              f"{len(tally.errors)} errors; {resident} KiB, {descriptors} descriptors", flush=True)
    stop.set()
    killer.cancel()
    await asyncio.gather(killer, return_exceptions=True)
    if processes.backend.poll() is not None:
        processes.start_backend()
    await asyncio.wait(tasks, timeout=100)


async def settled(processes, before):
    """Waits until descriptors are back; idle connections to the backend end with it."""
    processes.kill_backend()
    for _ in range(100):
        if processes.measure()[1] <= before[1] + 2:
            break
        await asyncio.sleep(0.2)
    return processes.measure()


async def main():
    edge, minutes = sys.argv[1], float(sys.argv[2])
    tally = clients.Tally()
    with tempfile.TemporaryDirectory(prefix="soak-") as folder:
        processes = Processes(edge, folder)
        try:
            await until_served(processes.port)
            # What every worker allocates once belongs to the beginning.
            await traffic(processes, 20, clients.Tally())
            before = await settled(processes, (0, 40))
            processes.start_backend()
            await traffic(processes, minutes * 60, tally)
            after = await settled(processes, before) if processes.server.poll() is None else (0, 0)
        finally:
            code = processes.end()
        log = (pathlib.Path(folder) / "log").read_text(errors="replace")
    print("done:", dict(tally.done))
    print("faults:", dict(tally.faults))
    print(f"memory {before[0]} → {after[0]} KiB, descriptors {before[1]} → {after[1]}, exit code {code}")
    problems = tally.errors[:20]
    if code != 0 or after == (0, 0):
        problems.append(f"the edge ended with {code}:\n{log[-3000:]}")
    if after[1] > before[1] + 2:
        problems.append("descriptors did not come back")
    if after[0] > before[0] * 1.5 + 16 * 1024:
        problems.append("memory did not come back")
    for kind in ("get", "upload", "handshake", "http2", "websocket", "reload"):
        if not tally.done[kind]:
            problems.append(f"nothing of the kind {kind} was completed")
    for problem in problems:
        print("error:", problem)
    sys.exit(1 if problems else 0)


asyncio.run(main())
