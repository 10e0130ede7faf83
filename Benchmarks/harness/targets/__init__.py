"""The proxies that are measured, each with the same settings in its own words."""
from .caddy import Caddy
from .edge import Edge
from .envoy import Envoy
from .h2o import H2O
from .haproxy import HAProxy
from .nginx import Nginx, NginxAgain

ALL = {target.name: target for target in (Edge, Nginx, HAProxy, H2O, Envoy, Caddy, NginxAgain)}
# The gauge of noise is no peer.
GAUGE = NginxAgain.name
