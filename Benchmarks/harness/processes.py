"""Starting, ending and weighing processes. Only what was started here is ended, by its id."""
import os
import signal
import socket
import subprocess
import time

from .machine import TICKS_PER_SECOND, pinned


class Process:
    """A server with all its threads and children."""

    def __init__(self, command, cores, log, environment=None, directory=None):
        self.log = open(log, "wb")
        self.popen = subprocess.Popen(
            pinned(command, cores), stdin=subprocess.DEVNULL, stdout=self.log, stderr=subprocess.STDOUT,
            env={**os.environ, **(environment or {})}, cwd=directory, start_new_session=True)

    def tree(self):
        """Its process id and those of all its descendants."""
        found, wanted = [], [self.popen.pid]
        while wanted:
            pid = wanted.pop()
            found.append(pid)
            try:
                for task in os.listdir(f"/proc/{pid}/task"):
                    with open(f"/proc/{pid}/task/{task}/children") as children:
                        wanted += map(int, children.read().split())
            except OSError:
                continue
        return found

    def cpu_seconds(self):
        """User and system time of the whole tree so far; the kernel counts in ticks of 10 ms."""
        return sum(map(_ticks, self.tree())) / TICKS_PER_SECOND

    def memory_bytes(self):
        """Proportional set size of the whole tree: shared pages count once."""
        return sum(map(_proportional_set_size, self.tree()))

    def stop(self):
        if self.popen.poll() is None:
            os.killpg(self.popen.pid, signal.SIGTERM)
            try:
                self.popen.wait(5)
            except subprocess.TimeoutExpired:
                os.killpg(self.popen.pid, signal.SIGKILL)
                self.popen.wait()
        self.log.close()


def _ticks(pid):
    try:
        with open(f"/proc/{pid}/stat") as file:
            fields = file.read().rpartition(")")[2].split()
        # utime, stime, and those of children that have ended.
        return sum(map(int, fields[11:15]))
    except OSError:
        return 0


def _proportional_set_size(pid):
    try:
        with open(f"/proc/{pid}/smaps_rollup") as file:
            return sum(int(line.split()[1]) * 1024 for line in file if line.startswith("Pss:"))
    except OSError:
        return 0


def wait_for_port(port, process, seconds=15):
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if process.popen.poll() is not None:
            break
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
            return True
        except OSError:
            time.sleep(0.02)
    return False


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]
