"""Keeps one WebSocket open: long_websocket.py URL CA-FILE ADDRESS. Prints `open`, then echoes each line of its standard input
through the socket, until the input closes."""

import asyncio
import ssl
import sys

import websockets


async def main(url, authority, address):
    trust = ssl.create_default_context(cafile=authority)
    async with websockets.connect(url, ssl=trust, ping_interval=None, host=address) as socket:
        print("open", flush=True)
        while line := await asyncio.get_running_loop().run_in_executor(None, sys.stdin.readline):
            await socket.send(line.strip())
            print(await socket.recv(), flush=True)


asyncio.run(main(*sys.argv[1:]))
