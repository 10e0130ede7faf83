"""Starting, ending and weighing processes. Only what was started here is ended, by its id."""
import os
import signal
import socket
import subprocess
import time

from .machine import pinned


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
        """User and system time of the whole tree so far, ended threads included, in the kernel's nanoseconds."""
        return sum(map(_cpu_nanoseconds, self.tree())) / 1e9

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


def _cpu_nanoseconds(pid):
    """By the process's CPU clock, clock_getcpuclockid(3). /proc/PID/stat tells ticks of 10 ms only: a file of 100 MiB takes one."""
    try:
        return time.clock_gettime_ns(~pid << 3 | 2)
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
