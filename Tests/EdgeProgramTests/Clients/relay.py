"""A long path: relay.py PORT DELAY RATE relays to PORT, DELAY seconds later each way, at RATE bytes a second. Prints its own
port, then relays until its standard input closes."""

import asyncio
import sys


async def pump(reader, writer, delay, rate):
    """What is read at one moment is written `delay` later, and no faster than `rate`. What is on its way waits in a queue,
    as it would in the cable: as much as rate and delay hold, and no more."""
    loop = asyncio.get_running_loop()
    on_the_way = asyncio.Queue()

    async def deliver():
        while True:
            due, piece = await on_the_way.get()
            await asyncio.sleep(max(0, due - loop.time()))
            if not piece:
                writer.close()
                return
            writer.write(piece)
            await writer.drain()

    delivering = asyncio.create_task(deliver())
    free = loop.time()
    try:
        while piece := await reader.read(65536):
            free = max(free, loop.time()) + len(piece) / rate
            on_the_way.put_nowait((free + delay, piece))
            # Sleeps are coarse: a little ahead is made up for by the time of delivery.
            await asyncio.sleep(max(0, free - loop.time() - 0.01))
    except ConnectionError:
        pass
    on_the_way.put_nowait((loop.time() + delay, b""))
    await asyncio.gather(delivering, return_exceptions=True)


async def main(port, delay, rate):
    async def relay(reader, writer):
        far_reader, far_writer = await asyncio.open_connection("127.0.0.1", port)
        await asyncio.gather(pump(reader, far_writer, delay, rate), pump(far_reader, writer, delay, rate))

    server = await asyncio.start_server(relay, "127.0.0.1", 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    await asyncio.get_running_loop().run_in_executor(None, sys.stdin.read)


asyncio.run(main(int(sys.argv[1]), float(sys.argv[2]), float(sys.argv[3])))
