"""The backend of a soak: answers by token, and misbehaves on request. `python3 upstream.py PORT`."""

import asyncio
import base64
import hashlib
import os
import sys

from content import body, digest

GUID = b"258EAFA5-E914-47DA-95CA-C5AB0DC85B11"


async def read_body(reader, fields):
    if fields.get("transfer-encoding") == "chunked":
        parts = []
        while size := int((await reader.readline()).split(b";")[0], 16):
            parts.append(await reader.readexactly(size))
            await reader.readexactly(2)
        while (await reader.readline()) != b"\r\n":
            pass
        return b"".join(parts)
    return await reader.readexactly(int(fields.get("content-length", 0)))


async def echo_frames(reader, writer, fields):
    """Sends every frame back as a server has to: without a mask."""
    accept = base64.b64encode(hashlib.sha1(fields["sec-websocket-key"].encode() + GUID).digest())
    writer.write(b"HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
                 b"Sec-WebSocket-Accept: " + accept + b"\r\n\r\n")
    while True:
        first, second = await reader.readexactly(2)
        length = second & 127
        if length > 125:
            length = int.from_bytes(await reader.readexactly(2 if length == 126 else 8), "big")
        mask = await reader.readexactly(4)
        data = await reader.readexactly(length)
        data = bytes(byte ^ mask[index & 3] for index, byte in enumerate(data))
        size = bytes([length]) if length < 126 else bytes([126]) + length.to_bytes(2, "big")
        writer.write(bytes([first]) + size + data)
        await writer.drain()
        if first & 15 == 8:
            return


async def answer(reader, writer, method, path, fields):
    parts = path.strip("/").split("/")
    data = await read_body(reader, fields)
    token = parts[1] if len(parts) > 1 else ""
    extra = b"X-Token: " + token.encode() + b"\r\n"
    if parts[0] == "get":
        payload = body(token, int(parts[2]))
        if len(payload) % 2:
            writer.write(b"HTTP/1.1 200 OK\r\n" + extra + b"Transfer-Encoding: chunked\r\n\r\n")
            for start in range(0, len(payload), 30000):
                piece = payload[start:start + 30000]
                writer.write(b"%x\r\n" % len(piece) + piece + b"\r\n")
                await writer.drain()
            writer.write(b"0\r\n\r\n")
        else:
            writer.write(b"HTTP/1.1 200 OK\r\n" + extra + b"Content-Length: %d\r\n\r\n" % len(payload) + payload)
    elif parts[0] == "put":
        text = digest(data).encode()
        writer.write(b"HTTP/1.1 200 OK\r\n" + extra + b"Content-Length: %d\r\n\r\n" % len(text) + text)
    elif parts[0] == "garbage":
        writer.write(os.urandom(2000))
        return False
    elif parts[0] == "truncated":
        writer.write(b"HTTP/1.1 200 OK\r\n" + extra + b"Content-Length: 100000\r\n\r\n" + body(token, 5000))
        return False
    elif parts[0] == "more":
        writer.write(b"HTTP/1.1 200 OK\r\n" + extra + b"Content-Length: 2\r\n\r\nokHTTP/1.1 200 OK\r\nX-Token: stray\r\n"
                     b"Content-Length: 5\r\n\r\nstray")
    elif parts[0] == "stalled":
        await asyncio.sleep(3)
        return False
    await writer.drain()
    return True


async def serve(reader, writer):
    try:
        while line := await reader.readline():
            method, path, _ = line.decode().split(" ", 2)
            fields = {}
            while (line := await reader.readline()) not in (b"\r\n", b""):
                name, value = line.decode().split(":", 1)
                fields[name.lower()] = value.strip()
            if fields.get("upgrade") == "websocket":
                await echo_frames(reader, writer, fields)
                break
            if not await answer(reader, writer, method, path, fields):
                break
    except (asyncio.IncompleteReadError, ConnectionError, ValueError):
        pass
    finally:
        writer.close()


async def main():
    server = await asyncio.start_server(serve, "127.0.0.1", int(sys.argv[1]), backlog=1000, limit=1 << 20)
    async with server:
        await server.serve_forever()


asyncio.run(main())
