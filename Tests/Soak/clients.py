"""The clients of a soak. Each checks every byte that it gets; what the edge may answer while its backend is away or broken is
counted as a fault, and anything else that is not right is an error."""

import asyncio
import collections
import random
import ssl
import uuid

import h2.config
import h2.connection
import h2.events
import websockets

from content import body, digest

CONTEXT = ssl.create_default_context()
CONTEXT.check_hostname = False
CONTEXT.verify_mode = ssl.CERT_NONE
H2_CONTEXT = ssl.create_default_context()
H2_CONTEXT.check_hostname = False
H2_CONTEXT.verify_mode = ssl.CERT_NONE
H2_CONTEXT.set_alpn_protocols(["h2"])
NAME = "soak.localhost"
BROKEN = (ConnectionError, asyncio.IncompleteReadError, ssl.SSLError, OSError, EOFError)


class Tally:
    """What happened, and what must not have."""

    def __init__(self):
        self.done = collections.Counter()
        self.faults = collections.Counter()
        self.errors = []

    def check(self, kind, token, status, got_token, data, expected):
        if status in (502, 503, 504):
            self.faults[f"{kind} {status}"] += 1
        elif status != 200:
            self.errors.append(f"{kind}: status {status}")
        elif got_token != token:
            self.errors.append(f"{kind}: the answer of another request: {got_token} for {token}")
        elif data != expected:
            self.errors.append(f"{kind}: {len(data)} wrong bytes of {len(expected)}")
        else:
            self.done[kind] += 1


async def read_response(reader):
    status = int((await reader.readuntil(b"\r\n")).split(b" ")[1])
    fields = {}
    while (line := await reader.readuntil(b"\r\n")) != b"\r\n":
        name, value = line.decode().split(":", 1)
        fields[name.lower()] = value.strip()
    if fields.get("transfer-encoding") == "chunked":
        parts = []
        while size := int(await reader.readuntil(b"\r\n"), 16):
            parts.append(await reader.readexactly(size))
            await reader.readexactly(2)
        await reader.readexactly(2)
        data = b"".join(parts)
    else:
        data = await reader.readexactly(int(fields.get("content-length", 0)))
    return status, fields, data


def request(kind):
    """A request and what a right answer to it is."""
    token = uuid.uuid4().hex
    if kind == "upload":
        data = body(token, random.choice([1, 1000, 100_000, 2_000_000]))
        return "POST", f"/put/{token}", data, token, digest(data).encode()
    count = random.choice([0, 1, 10, 1001, 65_536, 300_001])
    return "GET", f"/get/{token}/{count}", b"", token, body(token, count)


async def http1(port, tally, stop, kind):
    """Requests one after the other, on a connection for a few of them."""
    while not stop.is_set():
        writer = None
        try:
            reader, writer = await asyncio.open_connection("127.0.0.1", port, ssl=CONTEXT, server_hostname=NAME, limit=1 << 22)
            for _ in range(1 if kind == "handshake" else 20):
                method, path, data, token, expected = request(kind)
                head = f"{method} {path} HTTP/1.1\r\nHost: soak.localhost\r\nContent-Length: {len(data)}\r\n\r\n"
                writer.write(head.encode() + data)
                async with asyncio.timeout(60):
                    status, fields, got = await read_response(reader)
                tally.check(kind, token, status, fields.get("x-token"), got, expected)
                if fields.get("connection") == "close" or stop.is_set():
                    break
        except TimeoutError:
            tally.errors.append(f"{kind}: no answer within 60 s")
        except BROKEN:
            tally.faults[f"{kind} broken"] += 1
            await asyncio.sleep(0.2)
        finally:
            if writer:
                writer.close()


async def misfortune(port, tally, stop):
    """Asks for what the backend does wrong: the answer has to be a 502 or 504, or a broken one, and never a whole one."""
    while not stop.is_set():
        writer = None
        try:
            reader, writer = await asyncio.open_connection("127.0.0.1", port, ssl=CONTEXT, server_hostname=NAME)
            path = random.choice(["/garbage/x", "/truncated/x", "/more/x", "/stalled/x"])
            writer.write(f"GET {path} HTTP/1.1\r\nHost: soak.localhost\r\n\r\n".encode())
            status, fields, data = await read_response(reader)
            if path == "/more/x" and status == 200 and data != b"ok" or path != "/more/x" and status == 200:
                tally.errors.append(f"{path}: a whole answer of {len(data)} bytes")
            tally.faults[f"{path} {status}"] += 1
        except BROKEN:
            tally.faults["misfortune broken"] += 1
        finally:
            if writer:
                writer.close()
        await asyncio.sleep(0.3)


async def http2(port, tally, stop):
    """Batches of streams on one connection."""
    while not stop.is_set():
        writer = None
        try:
            reader, writer = await asyncio.open_connection("127.0.0.1", port, ssl=H2_CONTEXT, server_hostname=NAME)
            connection = h2.connection.H2Connection(h2.config.H2Configuration(client_side=True))
            connection.initiate_connection()
            connection.increment_flow_control_window(1 << 24)
            for _ in range(5):
                await http2_batch(connection, reader, writer, tally)
                if stop.is_set():
                    break
        except TimeoutError:
            tally.errors.append("http2: no answer within 60 s")
        except (*BROKEN, h2.exceptions.ProtocolError):
            tally.faults["http2 broken"] += 1
            await asyncio.sleep(0.2)
        finally:
            if writer:
                writer.close()


async def http2_batch(connection, reader, writer, tally):
    streams = {}
    for _ in range(16):
        _, path, _, token, expected = request("get")
        stream = connection.get_next_available_stream_id()
        connection.send_headers(stream, [(":method", "GET"), (":scheme", "https"), (":authority", "soak.localhost"),
                                         (":path", path)], end_stream=True)
        streams[stream] = {"token": token, "expected": expected, "data": b"", "status": 0, "got": None}
    open_streams = set(streams)
    writer.write(connection.data_to_send())
    async with asyncio.timeout(60):
        while open_streams:
            data = await reader.read(65536)
            if not data:
                raise EOFError
            for event in connection.receive_data(data):
                stream = streams.get(getattr(event, "stream_id", None))
                if isinstance(event, h2.events.ResponseReceived):
                    fields = {name.decode() if isinstance(name, bytes) else name:
                              value.decode() if isinstance(value, bytes) else value for name, value in event.headers}
                    stream["status"], stream["got"] = int(fields[":status"]), fields.get("x-token")
                elif isinstance(event, h2.events.DataReceived):
                    stream["data"] += event.data
                    connection.acknowledge_received_data(event.flow_controlled_length, event.stream_id)
                elif isinstance(event, h2.events.StreamEnded):
                    open_streams.discard(event.stream_id)
                    tally.check("http2", stream["token"], stream["status"], stream["got"], stream["data"],
                                stream["expected"])
                elif isinstance(event, h2.events.StreamReset):
                    open_streams.discard(event.stream_id)
                    tally.faults["http2 reset"] += 1
                elif isinstance(event, h2.events.ConnectionTerminated):
                    raise EOFError
            writer.write(connection.data_to_send())


async def web_socket(port, tally, stop):
    """Messages there and back."""
    while not stop.is_set():
        try:
            async with websockets.connect(
                    f"wss://{NAME}:{port}/ws", host="127.0.0.1", ssl=CONTEXT, open_timeout=60) as socket:
                for _ in range(200):
                    message = body(uuid.uuid4().hex, random.choice([0, 10, 125, 126, 5000]))
                    await socket.send(message)
                    got = await asyncio.wait_for(socket.recv(), 60)
                    if got != message:
                        tally.errors.append("websocket: another message came back")
                    tally.done["websocket"] += 1
                    await asyncio.sleep(0.05)
                    if stop.is_set():
                        break
        except (websockets.exceptions.WebSocketException, TimeoutError, *BROKEN):
            tally.faults["websocket broken"] += 1
            await asyncio.sleep(0.5)


async def hoard(port, stop, count):
    """Takes all descriptors there are for some seconds, again and again."""
    while not stop.is_set():
        held = []
        try:
            for _ in range(count):
                _, writer = await asyncio.wait_for(asyncio.open_connection("127.0.0.1", port), 1)
                held.append(writer)
        except (TimeoutError, OSError):
            pass
        await asyncio.sleep(4)
        for writer in held:
            writer.close()
        await asyncio.sleep(random.uniform(20, 40))
