from .. import paths
from .target import Target


class Edge(Target):
    name = "edge"
    version_command = [str(paths.EDGE), "--version"]

    def configuration(self):
        upstream = f"127.0.0.1:{self.upstream_port}"
        return f"""\
http://:{self.plain_port} -> {upstream}
https://:{self.tls_port} -> {upstream} {{
    tls {paths.CERTIFICATE} {paths.KEY}
}}
"""

    def command(self, file):
        return [paths.EDGE, "run", "--config", file, "--workers", self.workers, "--data", self.folder,
                "--http-port", self.plain_port, "--log-level", "error"]
