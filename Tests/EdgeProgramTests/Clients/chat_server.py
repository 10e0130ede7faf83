"""A chat server that can be killed: chat_server.py PORT. HTTP that is kept alive, /api/health, and WebSockets that echo, all on
one port, as a chat server has it. Prints `ready`, then serves until its standard input closes."""

import asyncio
import base64
import hashlib
import sys

GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"


async def read_head(reader):
    lines = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
    fields = dict(line.lower().split(": ", 1) for line in lines[1:] if ": " in line)
    key = next((line.split(": ", 1)[1] for line in lines if line.lower().startswith("sec-websocket-key")), None)
    return lines[0].split(" ")[1], fields, key


async def echo(reader, writer, key):
    accept = base64.b64encode(hashlib.sha1((key + GUID).encode()).digest()).decode()
    writer.write(
        "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        f"Sec-WebSocket-Accept: {accept}\r\n\r\n".encode()
    )
    while True:
        first, second = await reader.readexactly(2)
        mask = await reader.readexactly(4)
        payload = bytes(byte ^ mask[i % 4] for i, byte in enumerate(await reader.readexactly(second & 0x7F)))
        writer.write(bytes([first, second & 0x7F]) + payload)
        if first & 0x0F == 8:
            return


async def serve(reader, writer):
    try:
        while True:
            target, fields, key = await read_head(reader)
            if fields.get("upgrade") == "websocket":
                return await echo(reader, writer, key)
            body = b'{"status":"ok"}' if target == "/api/health" else target.encode()
            writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%s" % (len(body), body))
            if fields.get("connection") == "close":
                return
    except (ConnectionError, asyncio.IncompleteReadError):
        pass
    finally:
        writer.close()


async def main(port):
    server = await asyncio.start_server(serve, "127.0.0.1", port, backlog=1024)
    async with server:
        print("ready", flush=True)
        await asyncio.get_running_loop().run_in_executor(None, sys.stdin.read)


asyncio.run(main(int(sys.argv[1])))
