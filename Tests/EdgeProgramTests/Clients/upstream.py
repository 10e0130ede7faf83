"""A chat server's stand-in: HTTP that answers with digests, and WebSockets that echo. Prints its two ports, then serves
until its standard input closes."""

import asyncio
import hashlib
import json
import sys

import websockets

BIG = 100 * 1024 * 1024
PIECE = bytes(range(256)) * 256


async def read_head(reader):
    head = await reader.readuntil(b"\r\n\r\n")
    lines = head.decode("latin-1").split("\r\n")
    method, target, _ = lines[0].split(" ", 2)
    fields = {}
    for line in lines[1:]:
        if line:
            name, value = line.split(":", 1)
            fields.setdefault(name.strip().lower(), []).append(value.strip())
    return method, target, fields


async def read_body(reader, fields):
    digest, count = hashlib.sha256(), 0
    if "content-length" in fields:
        left = int(fields["content-length"][0])
        while left:
            piece = await reader.read(min(left, 65536))
            if not piece:
                raise ConnectionError
            digest.update(piece)
            count += len(piece)
            left -= len(piece)
    elif fields.get("transfer-encoding") == ["chunked"]:
        while True:
            size = int((await reader.readline()).split(b";")[0], 16)
            piece = await reader.readexactly(size)
            await reader.readline()
            if size == 0:
                break
            digest.update(piece)
            count += size
    return count, digest.hexdigest()


async def answer(writer, body, content_type=b"application/json"):
    writer.write(b"HTTP/1.1 200 OK\r\nContent-Type: " + content_type)
    writer.write(b"\r\nContent-Length: %d\r\n\r\n" % len(body))
    writer.write(body)
    await writer.drain()


async def download(writer):
    writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % BIG)
    for _ in range(BIG // len(PIECE)):
        writer.write(PIECE)
        await writer.drain()


async def serve(reader, writer):
    try:
        while True:
            method, target, fields = await read_head(reader)
            if fields.get("expect"):
                writer.write(b"HTTP/1.1 100 Continue\r\n\r\n")
            count, digest = await read_body(reader, fields)
            if target == "/download":
                await download(writer)
            elif target == "/slow":
                print("slow began", flush=True)
                await asyncio.sleep(0.5)
                await answer(writer, b"slow")
            elif target == "/stuck":
                print("stuck began", flush=True)
                # Until the other side goes.
                await reader.read()
            else:
                seen = {"method": method, "target": target, "fields": fields, "count": count, "digest": digest}
                await answer(writer, json.dumps(seen).encode())
    except (ConnectionError, asyncio.IncompleteReadError):
        pass
    finally:
        writer.close()


async def echo(socket):
    try:
        async for message in socket:
            await socket.send(message)
    except websockets.exceptions.ConnectionClosed:
        pass


async def main():
    http = await asyncio.start_server(serve, "127.0.0.1", 0, limit=1 << 20)
    sockets = await websockets.serve(echo, "127.0.0.1", 0, max_size=None)
    ports = [server.sockets[0].getsockname()[1] for server in (http, sockets)]
    print(*ports, flush=True)
    await asyncio.get_running_loop().run_in_executor(None, sys.stdin.read)


asyncio.run(main())
