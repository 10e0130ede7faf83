"""A chat's clients during a deploy: deploy_load.py PORT CA-FILE SOCKETS METRICS-PORT. Keeps so many WebSockets open, each of which
comes back as soon as it is closed, and sends requests without a body all the time. Prints `open` when all are open. Each line of
standard input is answered with a line of JSON about the time since the last one, once all sockets are open."""

import asyncio
import collections
import json
import ssl
import sys
import threading
import time
import urllib.request

import websockets

NAME = "chat.example.com"
REQUESTERS = 4


class Load:
    def __init__(self, port, authority, sockets, metrics):
        self.port, self.count, self.metrics = port, sockets, metrics
        self.tls = ssl.create_default_context(cafile=authority)
        self.open = 0
        self.reset()

    def reset(self):
        self.closes, self.reconnects, self.troubles = collections.Counter(), [], []
        self.requests, self.failed, self.told = 0, collections.Counter(), []

    def follow_edge(self):
        """How many sockets the edge has told goodbye and how many it has opened, by its own account, and between which moments
        it said so. What clients see says more about how late they run themselves, on a machine that has much to do."""
        while True:
            asked = time.monotonic()
            with urllib.request.urlopen(f"http://127.0.0.1:{self.metrics}/metrics", timeout=60) as answer:
                lines = answer.read().decode().splitlines()
            counts = [
                int(float(line.split(" ")[1])) for name in ("told_total ", "total ") for line in lines
                if line.startswith("edge_websockets_" + name)]
            self.told.append((asked, time.monotonic(), counts))
            time.sleep(0.1)

    def peak(self, which):
        """The most a second, over every time of a second or longer."""
        peak, samples = 0.0, list(self.told)
        for index, (asked, _, before) in enumerate(samples):
            later = ((answered - asked, told[which] - before[which]) for _, answered, told in samples[index + 1:])
            peak = max([peak] + [told / duration for duration, told in later if duration >= 1])
        return peak

    async def socket(self):
        comes_back = False
        while True:
            if comes_back:
                self.reconnects.append(time.monotonic())
            try:
                async with websockets.connect(
                    f"wss://{NAME}:{self.port}/ws", ssl=self.tls, host="127.0.0.1", server_hostname=NAME,
                    ping_interval=None, open_timeout=60,
                ) as socket:
                    await socket.send("hello")
                    await socket.recv()
                    self.open += 1
                    try:
                        await socket.recv()
                    except websockets.exceptions.ConnectionClosed as closed:
                        self.closes[str(closed.code)] += 1
                    finally:
                        self.open -= 1
            except Exception as trouble:
                self.troubles.append(repr(trouble))
                await asyncio.sleep(1)
            comes_back = True

    async def requester(self, number):
        connection = None
        while True:
            try:
                if connection is None:
                    connection = await asyncio.open_connection("127.0.0.1", self.port, ssl=self.tls, server_hostname=NAME)
                reader, writer = connection
                writer.write(f"GET /steady/{number} HTTP/1.1\r\nHost: {NAME}\r\n\r\n".encode())
                head = await asyncio.wait_for(reader.readuntil(b"\r\n\r\n"), 60)
                status = head.split(b" ")[1].decode()
                length = int(head.lower().split(b"content-length: ")[1].split(b"\r\n")[0])
                await reader.readexactly(length)
                self.requests += 1
                if status != "200":
                    self.failed[status] += 1
                    await asyncio.sleep(0.5)
            except Exception as trouble:
                self.failed[repr(trouble)] += 1
                connection = None
                await asyncio.sleep(0.5)
            await asyncio.sleep(0.02)

    def report(self):
        times = sorted(self.reconnects)
        spread = times[-1] - times[0] if times else 0
        return {
            "closes": self.closes, "reconnects": len(times), "peak": round(self.peak(0), 1), "opened": round(self.peak(1), 1), "spread": round(spread, 2),
            "troubles": self.troubles[:5], "requests": self.requests, "failed": self.failed,
        }

    async def all_open(self):
        while self.open < self.count:
            await asyncio.sleep(0.02)

    async def run(self):
        tasks = []
        for _ in range(self.count):
            tasks.append(asyncio.create_task(self.socket()))
            if len(tasks) % 50 == 0:
                while self.open < len(tasks):
                    await asyncio.sleep(0.02)
        await self.all_open()
        tasks += [asyncio.create_task(self.requester(number)) for number in range(REQUESTERS)]
        threading.Thread(target=self.follow_edge, daemon=True).start()
        print("open", flush=True)
        loop = asyncio.get_running_loop()
        while line := await loop.run_in_executor(None, sys.stdin.readline):
            if line.strip() == "come back":
                while sum(self.closes.values()) < self.count:
                    await asyncio.sleep(0.02)
            await self.all_open()
            print(json.dumps(self.report()), flush=True)
            self.reset()
        for task in tasks:
            task.cancel()


asyncio.run(Load(int(sys.argv[1]), sys.argv[2], int(sys.argv[3]), int(sys.argv[4])).run())
