"""Drives one WebSocket through its paces: websocket_client.py URL CA-FILE ADDRESS. Prints `ok` at the end."""

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
    async with websockets.connect(url, max_size=None, **place) as socket:
        await socket.send("hello, wörld")
        assert await socket.recv() == "hello, wörld"

        megabyte = bytes(range(256)) * 4096
        await socket.send(megabyte)
        assert await socket.recv() == megabyte
        text = "é" * 524288
        await socket.send(text)
        assert await socket.recv() == text

        async def fragments():
            for start in range(0, len(megabyte), 65536):
                yield megabyte[start:start + 65536]

        await socket.send(fragments())
        assert await socket.recv() == megabyte

        await asyncio.wait_for(await socket.ping(b"are you there"), 10)
        await socket.close(4001, "enough")
        assert socket.close_code == 4001, socket.close_code

    # One that is closed without a code.
    async with websockets.connect(url, **place) as socket:
        await socket.send("once more")
        assert await socket.recv() == "once more"
    print("ok")


asyncio.run(main(*sys.argv[1:]))
