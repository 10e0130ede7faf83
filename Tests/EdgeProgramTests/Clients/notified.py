"""Listens where a service tells its manager how it is, as sd_notify(3) has it: notified.py PATH. Prints `bound`, then what comes,
a line for each assignment."""

import socket
import sys

manager = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
manager.bind(sys.argv[1])
print("bound", flush=True)
while True:
    for line in manager.recv(4096).decode().split("\n"):
        print(line, flush=True)
