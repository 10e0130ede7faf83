"""A chat's crowd: steady_load.py PORT NAME CA-FILE SOCKETS. Opens that many WebSockets, which come back within a second when they
are closed, and sends requests all the time: one stream of them on fresh connections, one on kept ones. Prints `ready` when all
are open and the first requests are answered; at the end of its standard input it prints what has happened as JSON."""

import asyncio
import http.client
import json
import random
import ssl
import sys
import threading
import time

import websockets

PORT, NAME, AUTHORITY, SOCKETS = int(sys.argv[1]), sys.argv[2], sys.argv[3], int(sys.argv[4])
context = ssl.create_default_context(cafile=AUTHORITY)
seen = {
    "requests": 0, "failures": [], "refused": 0, "closes": {}, "close_times": [], "slowest_ms": 0, "reopened": 0,
    "retried": 0,
}
ends = threading.Event()


def failed(kind, error):
    if isinstance(error, ConnectionRefusedError):
        seen["refused"] += 1
    seen["failures"].append(f"{kind}: {error!r}")


class Connection(http.client.HTTPSConnection):
    """To the loopback address, under the name."""

    def connect(self):
        http.client.HTTPConnection.connect(self)
        self.sock = context.wrap_socket(self.sock, server_hostname=NAME)


def ask(connection):
    began = time.monotonic()
    connection.request("GET", "/steady", headers={"Host": NAME})
    answer = connection.getresponse()
    body = answer.read()
    if answer.status != 200:
        raise RuntimeError(f"{answer.status} {body[:80]}")
    seen["requests"] += 1
    seen["slowest_ms"] = max(seen["slowest_ms"], int((time.monotonic() - began) * 1000))


def fresh_requests():
    while not ends.is_set():
        connection = Connection("127.0.0.1", PORT, timeout=40)
        try:
            ask(connection)
        except Exception as error:
            failed("fresh", error)
        connection.close()
        time.sleep(0.005)


def kept_requests():
    connection = Connection("127.0.0.1", PORT, timeout=40)
    fresh = True
    while not ends.is_set():
        try:
            ask(connection)
            fresh = False
        except (http.client.RemoteDisconnected, ConnectionResetError, BrokenPipeError) as error:
            # A kept connection may be closed at any time (RFC 9112 §9.3.1): told before an answer, one asks again.
            if fresh:
                failed("kept", error)
            seen["retried"] += 1
            connection.close()
            fresh = True
        except Exception as error:
            failed("kept", error)
            connection.close()
            fresh = True
        time.sleep(0.005)


async def keep_open(index, opened):
    first = True
    while not ends.is_set():
        try:
            socket = await websockets.connect(
                f"wss://{NAME}:{PORT}/ws/socket", ssl=context, host="127.0.0.1", server_hostname=NAME, ping_interval=None,
                open_timeout=40)
        except Exception as error:
            if not ends.is_set():
                failed("socket", error)
            await asyncio.sleep(0.2)
            continue
        if first:
            opened.release()
        else:
            seen["reopened"] += 1
        first = False
        try:
            await socket.send(f"hello {index}")
            async for _ in socket:
                pass
            code = socket.close_code
        except websockets.exceptions.ConnectionClosed as closed:
            code = closed.rcvd.code if closed.rcvd else 1006
        if not ends.is_set():
            seen["closes"][str(code)] = seen["closes"].get(str(code), 0) + 1
            seen["close_times"].append(round(time.monotonic(), 3))
            await asyncio.sleep(random.random())


async def main():
    opened = asyncio.Semaphore(0)
    sockets = []
    for index in range(SOCKETS):
        sockets.append(asyncio.create_task(keep_open(index, opened)))
        if index % 25 == 24:
            await asyncio.sleep(0.05)
    for _ in range(SOCKETS):
        await opened.acquire()
    threads = [threading.Thread(target=work, daemon=True) for work in (fresh_requests, kept_requests)]
    for thread in threads:
        thread.start()
    while seen["requests"] < 20:
        await asyncio.sleep(0.05)
    print("ready", flush=True)
    loop = asyncio.get_running_loop()
    while line := await loop.run_in_executor(None, sys.stdin.readline):
        if line.strip() == "count":
            print(json.dumps({"reopened": seen["reopened"], "requests": seen["requests"]}), flush=True)
    ends.set()
    for thread in threads:
        thread.join()
    for task in sockets:
        task.cancel()
    print(json.dumps(seen), flush=True)
    import os
    os._exit(0)


asyncio.run(main())
