"""Starts a program with listening sockets, as systemd does for a socket unit: activated.py NAMES PORT… -- PROGRAM ARGUMENT…
A port of `udp` is a socket that nobody can listen on. Prints `held` and the inode of each when the ports are open, and becomes the
program when a line comes in on standard input."""

import os
import socket
import sys

separator = sys.argv.index("--")
names, ports, program = sys.argv[1], sys.argv[2:separator], sys.argv[separator + 1:]
sockets = []
for port in ports:
    if port == "udp":
        sockets.append(socket.socket(socket.AF_INET, socket.SOCK_DGRAM))
        continue
    listener = socket.socket(socket.AF_INET6)
    listener.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 0)
    listener.bind(("::", int(port)))
    listener.listen(64)
    sockets.append(listener)
print("held", *(os.fstat(opened.fileno()).st_ino for opened in sockets), flush=True)
os.read(0, 64)
# Out of the way first: one of them may have the number that another is to have.
high = [os.dup2(listener.fileno(), 100 + index, inheritable=True) for index, listener in enumerate(sockets)]
for index, descriptor in enumerate(high):
    os.dup2(descriptor, 3 + index, inheritable=True)
    os.close(descriptor)
os.environ.update(LISTEN_PID=str(os.getpid()), LISTEN_FDS=str(len(sockets)), LISTEN_FDNAMES=names)
os.execv(program[0], program)
