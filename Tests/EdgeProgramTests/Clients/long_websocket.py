"""Keeps one WebSocket open: long_websocket.py URL CA-FILE ADDRESS. Prints `open`, then echoes each line of its standard input
through the socket, until the input closes."""

import asyncio
import ssl
import sys
import urllib.parse

import websockets


async def main(url, authority, address):
    # The address stands for the name, which is still the one that is asked for and verified.
    place = {
        "ssl": ssl.create_default_context(cafile=authority),
        "host": address,
        "server_hostname": urllib.parse.urlsplit(url).hostname,
    }
    async with websockets.connect(url, ping_interval=None, **place) as socket:
        print("open", flush=True)
        while line := await asyncio.get_running_loop().run_in_executor(None, sys.stdin.readline):
            await socket.send(line.strip())
            print(await socket.recv(), flush=True)


asyncio.run(main(*sys.argv[1:]))
