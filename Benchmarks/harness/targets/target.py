"""What all proxies have in common: their ports, their folder, how they are started."""
import subprocess

from .. import machine, paths
from ..processes import Process, free_port, wait_for_port


class Target:
    """One proxy on a plaintext and on a TLS port of its own. Subclasses write its configuration.

    Equal settings: as many workers as asked for (one), TLS 1.3 with the same ECDSA certificate, HTTP/2 and HTTP/1.1 by ALPN,
    connections to the upstream kept alive, bodies streamed, the client's address told to the upstream, logs off.
    """

    name = ""
    serves_files = False
    # What says its version.
    version_command = []

    def __init__(self, upstream_port, workers=1, cores=None):
        self.upstream_port = upstream_port
        self.workers = workers
        self.cores = cores or [machine.PROXY_CORE]
        self.plain_port = free_port()
        self.tls_port = free_port()
        # TLS, and files below `paths.FILES`, JSON compressed with gzip at level 5: a site of its own, so that the proxy's stays
        # what it is.
        self.files_port = free_port()
        # The same files without TLS, and nothing compressed.
        self.plain_files_port = free_port()
        self.folder = paths.WORK / "run" / f"{self.name}-{self.tls_port}".replace(" ", "-")
        self.process = None

    def configuration(self):
        """The text of its configuration file."""
        raise NotImplementedError

    def command(self, file):
        raise NotImplementedError

    def environment(self):
        return {}

    def start(self):
        self.folder.mkdir(parents=True, exist_ok=True)
        file = self.folder / "configuration"
        file.write_text(self.configuration())
        self.process = Process(
            self.command(file), self.cores, self.folder / "log", self.environment(), self.folder)
        if not all(wait_for_port(port, self.process) for port in (self.plain_port, self.tls_port)):
            self.stop()
            words = (self.folder / "log").read_text(errors="replace").strip().splitlines()
            raise RuntimeError(f"{self.name} does not start: {words[-1] if words else 'it says nothing'}")

    def stop(self):
        if self.process:
            self.process.stop()
            self.process = None

    @classmethod
    def version(cls):
        try:
            result = subprocess.run(cls.version_command, capture_output=True, text=True, timeout=10)
        except OSError:
            return None
        words = (result.stdout + result.stderr).strip().splitlines()
        return words[0] if words else "?"
