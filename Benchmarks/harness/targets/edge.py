from .. import paths
from .target import Target


class Edge(Target):
    name = "edge"
    serves_files = True
    version_command = [str(paths.EDGE), "--version"]

    def configuration(self):
        upstream = f"127.0.0.1:{self.upstream_port}"
        return f"""\
http://:{self.plain_port} -> {upstream}
https://:{self.tls_port} -> {upstream} {{
    tls {paths.CERTIFICATE} {paths.KEY}
}}
https://:{self.files_port} {{
    tls {paths.CERTIFICATE} {paths.KEY}
    root * {paths.FILES}
    encode {{
        gzip 5
        content_types application/json*
    }}
    file_server
}}
http://:{self.plain_files_port} {{
    root * {paths.FILES}
    file_server
}}
"""

    def command(self, file):
        return [paths.EDGE, "run", "--config", file, "--workers", self.workers, "--data", self.folder,
                "--http-port", self.plain_port, "--log-level", "error"]
