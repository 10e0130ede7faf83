"""Keeps one WebSocket open: long_websocket.py URL CA-FILE ADDRESS. Prints `open`, then echoes each line of its standard input
through the socket, until the input closes, or `closed CODE REASON` as soon as the server has said so."""

import asyncio
import os
import ssl
import sys
import urllib.parse

import websockets


async def tell_end(socket):
    """A line that is never typed does not keep who listens from hearing of the end."""
    await socket.wait_closed()
    print("closed", socket.close_code, socket.close_reason, flush=True)
    os._exit(0)


async def main(url, authority, address):
    # The address stands for the name, which is still the one that is asked for and verified.
    place = {
        "ssl": ssl.create_default_context(cafile=authority),
        "host": address,
        "server_hostname": urllib.parse.urlsplit(url).hostname,
    }
    async with websockets.connect(url, ping_interval=None, **place) as socket:
        print("open", flush=True)
        end = asyncio.create_task(tell_end(socket))
        while line := await asyncio.get_running_loop().run_in_executor(None, sys.stdin.readline):
            try:
                await socket.send(line.strip())
                print(await socket.recv(), flush=True)
            except websockets.ConnectionClosed:
                await end
        end.cancel()


asyncio.run(main(*sys.argv[1:]))
