"""A CA for tests, for what Pebble lacks: renewal information (RFC 9773), profiles, and failures on demand.

    acme_ca.py FOLDER [HTTP-PORT]

Writes FOLDER/ca-root.pem (what it issues ends there) and FOLDER/ca-cert.pem (what its own HTTPS is verified with), and says
its directory's URL on the first line. With HTTP-PORT it looks for the answer to each HTTP-01 challenge at 127.0.0.1 there;
without, it believes everything.

Each request is told as one line of JSON: {"step": "newOrder", "status": 201, …}. Steps: directory, newNonce, newAccount, account,
newOrder, authz, challenge, finalize, order, cert, renewalInfo, revoke. Lines of JSON on standard input change it and are
answered with {"done": …}:

    {"lifetime": 60}                        seconds that certificates are valid from now on
    {"backdate": 3600}                      how far before now they begin
    {"profiles": {"shortlived": 518400}}    profiles and their lifetimes; an order for another one is refused
    {"window": [START, END]}                seconds since 1970: the renewal window told for every certificate
    {"poll": 21600}                         Retry-After of renewal information
    {"fail": STEP, "how": HOW, "times": N}  what happens to the next N requests of a step (STEP "*": of any); HOW is a status with
                                            an optional "type" (urn:ietf:params:acme:error:TYPE), "detail", "retryAfter"; or
                                            "garbage", "close", "silence" (nothing for "seconds", default 3600), "slow" ("seconds")
    {"forget": true}                        accounts and orders are gone
    {"invalid": "TYPE", "detail": "…"}      the next challenge fails with this error
"""

import base64
import collections
import datetime
import hashlib
import http.server
import ipaddress
import json
import os
import secrets
import socketserver
import ssl
import sys
import threading
import time
import urllib.request

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa, utils
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

ERROR = "urn:ietf:params:acme:error:"


def encoded(data):
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def decoded(text):
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


class Problem(Exception):
    def __init__(self, status, kind, detail, retry_after=None):
        super().__init__(detail)
        self.status, self.kind, self.detail, self.retry_after = status, kind, detail, retry_after


class Authority:
    """The keys that sign."""

    def __init__(self, folder):
        self.key = ec.generate_private_key(ec.SECP256R1())
        self.name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Test CA")])
        now = datetime.datetime.utcnow()
        self.root = (
            x509.CertificateBuilder().subject_name(self.name).issuer_name(self.name).public_key(self.key.public_key())
            .serial_number(x509.random_serial_number()).not_valid_before(now - datetime.timedelta(days=1))
            .not_valid_after(now + datetime.timedelta(days=3650))
            .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
            .add_extension(x509.SubjectKeyIdentifier.from_public_key(self.key.public_key()), critical=False)
            .sign(self.key, hashes.SHA256()))
        with open(os.path.join(folder, "ca-root.pem"), "wb") as file:
            file.write(self.pem(self.root))

    @staticmethod
    def pem(certificate):
        return certificate.public_bytes(serialization.Encoding.PEM)

    def issue(self, key, names, begin, end):
        builder = (
            x509.CertificateBuilder().subject_name(x509.Name([])).issuer_name(self.name).public_key(key)
            .serial_number(x509.random_serial_number()).not_valid_before(begin).not_valid_after(end)
            .add_extension(x509.SubjectAlternativeName(names), critical=True)
            .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
            .add_extension(
                x509.AuthorityKeyIdentifier.from_issuer_public_key(self.key.public_key()), critical=False))
        return builder.sign(self.key, hashes.SHA256())

    def own_credential(self, folder):
        """The certificate of the CA's own server."""
        key = ec.generate_private_key(ec.SECP256R1())
        now = datetime.datetime.utcnow()
        names = [x509.DNSName("localhost"), x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]
        certificate = self.issue(
            key.public_key(), names, now - datetime.timedelta(days=1), now + datetime.timedelta(days=365))
        path = os.path.join(folder, "ca-own.pem")
        with open(path, "wb") as file:
            file.write(self.pem(certificate))
            file.write(key.private_bytes(
                serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()))
        with open(os.path.join(folder, "ca-cert.pem"), "wb") as file:
            file.write(self.pem(self.root))
        return path


class State:
    def __init__(self, authority, http_port):
        self.lock = threading.RLock()
        self.authority, self.http_port = authority, http_port
        self.nonces = set()
        self.lifetime, self.backdate, self.profiles = 90 * 86400, 3600, {}
        self.window, self.poll = None, 21600
        self.faults = collections.defaultdict(list)
        self.next_invalid = None
        self.certificates = {}
        self.forget()

    def forget(self):
        self.accounts, self.orders, self.authorizations = {}, {}, {}

    def nonce(self):
        nonce = encoded(secrets.token_bytes(16))
        self.nonces.add(nonce)
        return nonce

    def take_fault(self, step):
        with self.lock:
            for name in (step, "*"):
                if self.faults[name]:
                    fault = self.faults[name][0]
                    fault["times"] -= 1
                    if fault["times"] <= 0:
                        self.faults[name].pop(0)
                    return fault
        return None

    def change(self, order):
        with self.lock:
            if "fail" in order:
                self.faults[order["fail"]].append({"times": 1, **order})
            if order.get("forget"):
                self.forget()
            if "invalid" in order:
                self.next_invalid = order
            for name in ("lifetime", "backdate", "profiles", "window", "poll"):
                if name in order:
                    setattr(self, name, order[name])


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    # A client that keeps connections must not keep threads for ever.
    timeout = 60

    def log_message(self, *arguments):
        pass

    @property
    def state(self):
        return self.server.state

    def url(self, *parts):
        return "/".join([self.server.base, *parts])

    # Requests

    def do_GET(self):
        self.answer()

    def do_HEAD(self):
        self.answer()

    def do_POST(self):
        self.answer()

    def answer(self):
        parts = self.path.strip("/").split("/")
        step, rest = parts[0] or "directory", parts[1:]
        self.step, self.told, self.link = step, {}, None
        length = int(self.headers.get("Content-Length") or 0)
        body = self.rfile.read(length) if length else b""
        try:
            fault = self.state.take_fault(step)
            if fault and self.suffer(fault):
                return
            with self.state.lock:
                status, answer, location = self.dispatch(step, rest, body)
            self.send(status, answer, location)
        except Problem as problem:
            self.send_problem(problem)

    def suffer(self, fault):
        """Whether there is nothing left to answer."""
        how = fault["how"]
        if how == "slow":
            time.sleep(fault.get("seconds", 1))
            return False
        self.told["fault"] = how
        if how == "close":
            self.tell(0)
            self.close_connection = True
            return True
        if how == "silence":
            self.tell(0)
            time.sleep(fault.get("seconds", 3600))
            self.close_connection = True
            return True
        if how == "garbage":
            self.send_bytes(200, b"<html>\xff\x00 this is no {JSON", "application/json")
            return True
        raise Problem(
            int(how), fault.get("type", "serverInternal"), fault.get("detail", "told to fail"), fault.get("retryAfter"))

    def dispatch(self, step, rest, body):
        if step == "directory":
            meta = {"termsOfService": self.url("terms"), "profiles": {
                name: f"certificates of {seconds} seconds" for name, seconds in self.state.profiles.items()}}
            names = {name: self.url(name) for name in ("newNonce", "newAccount", "newOrder", "renewalInfo")}
            return 200, {**names, "revokeCert": self.url("revoke"), "keyChange": self.url("keyChange"), "meta": meta}, None
        if step == "newNonce":
            return (200 if self.command == "HEAD" else 204), None, None
        if step == "renewalInfo":
            return self.renewal_information(rest)
        payload, account = self.verified(step, body)
        handler = getattr(self, "on_" + step, None)
        if handler is None:
            raise Problem(404, "malformed", "there is nothing here")
        return handler(rest, payload, account)

    def verified(self, step, body):
        """The payload of a request whose signature, nonce and URL are right (RFC 8555 section 6)."""
        try:
            envelope = json.loads(body)
            protected = json.loads(decoded(envelope["protected"]))
            payload = json.loads(decoded(envelope["payload"])) if envelope["payload"] else None
        except (ValueError, KeyError, TypeError):
            raise Problem(400, "malformed", "this is no JWS")
        if self.headers.get("Content-Type") != "application/jose+json":
            raise Problem(415, "malformed", "the content type has to be application/jose+json")
        if protected.get("url") != self.server.base + self.path:
            raise Problem(401, "unauthorized", f"signed for {protected.get('url')}")
        nonce = protected.get("nonce")
        if nonce not in self.state.nonces:
            raise Problem(400, "badNonce", "this nonce is not known")
        self.state.nonces.discard(nonce)
        account = None
        if "kid" in protected:
            account = self.state.accounts.get(protected["kid"])
            if account is None:
                raise Problem(400, "accountDoesNotExist", "there is no such account")
            jwk = account["jwk"]
        else:
            if step != "newAccount":
                raise Problem(400, "malformed", "only newAccount may bring a key")
            jwk = protected["jwk"]
        self.verify(protected, envelope, jwk)
        self.jwk = jwk
        return payload, account

    @staticmethod
    def verify(protected, envelope, jwk):
        def number(name):
            return int.from_bytes(decoded(jwk[name]), "big")

        signature = decoded(envelope["signature"])
        signed = f"{envelope['protected']}.{envelope['payload']}".encode()
        try:
            if protected.get("alg") == "ES256":
                key = ec.EllipticCurvePublicNumbers(number("x"), number("y"), ec.SECP256R1()).public_key()
                pair = utils.encode_dss_signature(
                    int.from_bytes(signature[:32], "big"), int.from_bytes(signature[32:], "big"))
                key.verify(pair, signed, ec.ECDSA(hashes.SHA256()))
            elif protected.get("alg") == "RS256":
                key = rsa.RSAPublicNumbers(number("e"), number("n")).public_key()
                key.verify(signature, signed, padding.PKCS1v15(), hashes.SHA256())
            else:
                raise Problem(400, "badSignatureAlgorithm", "ES256 and RS256 only")
        except (ValueError, KeyError, InvalidSignature):
            raise Problem(401, "unauthorized", "the signature is wrong")

    # Accounts

    def on_newAccount(self, rest, payload, account):
        thumbprint = self.thumbprint(self.jwk)
        url = self.url("account", thumbprint)
        if url in self.state.accounts:
            return 200, {"status": "valid"}, url
        if payload.get("onlyReturnExisting"):
            raise Problem(400, "accountDoesNotExist", "there is no account with this key")
        self.state.accounts[url] = {"jwk": self.jwk, "thumbprint": thumbprint}
        self.told["contact"] = payload.get("contact")
        return 201, {"status": "valid", "contact": payload.get("contact", [])}, url

    def on_account(self, rest, payload, account):
        return 200, {"status": "valid"}, None

    @staticmethod
    def thumbprint(jwk):
        names = ("crv", "kty", "x", "y") if jwk["kty"] == "EC" else ("e", "kty", "n")
        text = json.dumps({name: jwk[name] for name in names}, separators=(",", ":"))
        return encoded(hashlib.sha256(text.encode()).digest())

    # Orders

    def on_newOrder(self, rest, payload, account):
        profile = payload.get("profile")
        if profile is not None and profile not in self.state.profiles:
            raise Problem(400, "invalidProfile", f"there is no profile {profile}")
        number = encoded(secrets.token_bytes(8))
        order = {
            "status": "pending", "identifiers": payload["identifiers"], "authorizations": [],
            "finalize": self.url("finalize", number),
            "expires": self.text(datetime.datetime.utcnow() + datetime.timedelta(hours=1)),
        }
        for name in ("profile", "replaces"):
            if name in payload:
                order[name] = self.told[name] = payload[name]
        self.told["identifiers"] = [identifier["value"] for identifier in payload["identifiers"]]
        for identifier in payload["identifiers"]:
            order["authorizations"].append(self.authorize(identifier, number, account))
        self.state.orders[number] = order
        return 201, order, self.url("order", number)

    def authorize(self, identifier, order, account):
        number = encoded(secrets.token_bytes(8))
        value, is_wildcard = identifier["value"], identifier["value"].startswith("*.")
        kinds = ["dns-01"] if is_wildcard else ["http-01", "tls-alpn-01", "dns-01", "unknown-99"]
        token = encoded(secrets.token_bytes(32))
        self.state.authorizations[number] = {
            "order": order, "thumbprint": account["thumbprint"],
            "body": {
                "status": "pending", "identifier": {**identifier, "value": value[2:] if is_wildcard else value},
                "wildcard": is_wildcard,
                "challenges": [
                    {"type": kind, "status": "pending", "url": self.url("challenge", number, kind), "token": token}
                    for kind in kinds],
            },
        }
        return self.url("authz", number)

    def on_authz(self, rest, payload, account):
        return 200, self.find(self.state.authorizations, rest)["body"], None

    def on_order(self, rest, payload, account):
        return 200, self.find(self.state.orders, rest), None

    def on_challenge(self, rest, payload, account):
        authorization = self.find(self.state.authorizations, rest)
        body = authorization["body"]
        challenge = next(entry for entry in body["challenges"] if entry["type"] == rest[1])
        self.told.update(type=rest[1], name=body["identifier"]["value"])
        self.link = self.url("authz", rest[0])
        if payload is None or challenge["status"] != "pending":
            return 200, challenge, None
        flaw = self.flaw(authorization, challenge)
        order = self.state.orders[authorization["order"]]
        if flaw is None:
            challenge["status"] = body["status"] = "valid"
            numbers = [url.rsplit("/", 1)[1] for url in order["authorizations"]]
            if all(self.state.authorizations[number]["body"]["status"] == "valid" for number in numbers):
                order["status"] = "ready"
        else:
            challenge.update(status="invalid", error=flaw)
            body["status"] = order["status"] = "invalid"
            order["error"] = flaw
        return 200, challenge, None

    def flaw(self, authorization, challenge):
        """Why the challenge is not solved; None where it is."""
        invalid, self.state.next_invalid = self.state.next_invalid, None
        if invalid:
            return {"type": ERROR + invalid["invalid"], "detail": invalid.get("detail", "told to fail"), "status": 403}
        if challenge["type"] != "http-01" or self.state.http_port is None:
            return None
        name, token = authorization["body"]["identifier"]["value"], challenge["token"]
        request = urllib.request.Request(
            f"http://127.0.0.1:{self.state.http_port}/.well-known/acme-challenge/{token}", headers={"Host": name})
        try:
            found = urllib.request.urlopen(request, timeout=5).read().decode().strip()
        except OSError as error:
            return {"type": ERROR + "connection", "detail": f"{name}: {error}", "status": 400}
        if found != f"{token}.{authorization['thumbprint']}":
            return {"type": ERROR + "unauthorized", "detail": f"{name}: found {found[:80]}", "status": 403}
        return None

    def on_finalize(self, rest, payload, account):
        order = self.find(self.state.orders, rest)
        if order["status"] != "ready":
            raise Problem(403, "orderNotReady", f"the order is {order['status']}")
        request = x509.load_der_x509_csr(decoded(payload["csr"]))
        names = request.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
        asked = sorted(str(name.value) for name in names)
        ordered = sorted(identifier["value"] for identifier in order["identifiers"])
        if not request.is_signature_valid or asked != ordered:
            raise Problem(400, "badCSR", f"the request names {asked}, the order {ordered}")
        lifetime = self.state.profiles.get(order.get("profile"), self.state.lifetime)
        now = datetime.datetime.utcnow()
        certificate = self.state.authority.issue(
            request.public_key(), list(names), now - datetime.timedelta(seconds=self.state.backdate),
            now + datetime.timedelta(seconds=lifetime))
        number = encoded(secrets.token_bytes(8))
        self.state.certificates[number] = certificate
        order.update(status="valid", certificate=self.url("cert", number))
        self.told.update(names=asked, serial=format(certificate.serial_number, "x"))
        return 200, order, self.url("order", rest[0])

    def on_cert(self, rest, payload, account):
        certificate = self.find(self.state.certificates, rest)
        chain = Authority.pem(certificate) + Authority.pem(self.state.authority.root)
        return 200, chain, None

    def on_revoke(self, rest, payload, account):
        return 200, None, None

    def renewal_information(self, rest):
        """RFC 9773 section 4.1: the identifier is AKI.SERIAL."""
        parts = rest[0].split(".") if rest else []
        if len(parts) != 2:
            raise Problem(400, "malformed", "this is no certificate identifier")
        serial = int.from_bytes(decoded(parts[1]), "big")
        known = [entry for entry in self.state.certificates.values() if entry.serial_number == serial]
        if not known:
            raise Problem(404, "malformed", "there is no such certificate")
        self.told.update(serial=format(serial, "x"), identifier=rest[0])
        begin, end = known[0].not_valid_before, known[0].not_valid_after
        window = self.state.window
        if window is None:
            life = end - begin
            start, stop = begin + life * 2 / 3, begin + life * 3 / 4
        else:
            start, stop = (datetime.datetime.utcfromtimestamp(seconds) for seconds in window)
        self.retry_after = self.state.poll
        return 200, {"suggestedWindow": {"start": self.text(start), "end": self.text(stop)}}, None

    @staticmethod
    def find(table, rest):
        if not rest or rest[0] not in table:
            raise Problem(404, "malformed", "there is no such thing")
        return table[rest[0]]

    @staticmethod
    def text(moment):
        return moment.replace(microsecond=0).isoformat() + "Z"

    # Answers

    retry_after = None

    def send_problem(self, problem):
        self.told["problem"] = problem.kind
        self.retry_after = problem.retry_after
        body = {"type": ERROR + problem.kind, "detail": problem.detail, "status": problem.status}
        self.send_bytes(problem.status, json.dumps(body).encode(), "application/problem+json")

    def send(self, status, answer, location=None):
        if isinstance(answer, bytes):
            return self.send_bytes(status, answer, "application/pem-certificate-chain", location)
        body = b"" if answer is None else json.dumps(answer).encode()
        self.send_bytes(status, body, "application/json", location)

    def send_bytes(self, status, body, kind, location=None):
        # Before the answer: what a client does next comes behind it in the output.
        self.tell(status)
        self.send_response(status)
        with self.state.lock:
            self.send_header("Replay-Nonce", self.state.nonce())
        if location:
            self.send_header("Location", location)
        if self.link:
            self.send_header("Link", f'<{self.link}>;rel="up"')
        if self.retry_after is not None:
            self.send_header("Retry-After", str(self.retry_after))
        self.retry_after = None
        if body:
            self.send_header("Content-Type", kind)
        if status != 204:
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def tell(self, status):
        say({"step": self.step, "status": status, **self.told})


output_lock = threading.Lock()


def say(message):
    with output_lock:
        print(json.dumps(message) if isinstance(message, dict) else message, flush=True)


class Server(socketserver.ThreadingMixIn, http.server.HTTPServer):
    daemon_threads = True
    request_queue_size = 128

    def finish_request(self, request, client_address):
        # The handshake on the connection's own thread: a client that stalls in it stops nobody else.
        request.settimeout(60)
        super().finish_request(self.context.wrap_socket(request, server_side=True), client_address)

    def handle_error(self, request, client_address):
        pass


def main():
    folder = sys.argv[1]
    authority = Authority(folder)
    server = Server(("127.0.0.1", 0), Handler)
    server.context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server.context.load_cert_chain(authority.own_credential(folder))
    server.base = f"https://localhost:{server.server_port}"
    server.state = State(authority, int(sys.argv[2]) if len(sys.argv) > 2 else None)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    say(server.base + "/directory")
    for line in sys.stdin:
        if line.strip():
            order = json.loads(line)
            server.state.change(order)
            say({"done": order})


main()
