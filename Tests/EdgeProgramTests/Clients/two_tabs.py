"""Two tabs of one headless Chromium on the demo: what is written in the first arrives in the second.

two_tabs.py URL HOME: HOME holds the NSS database that trusts the local authority. Certificate errors are not ignored: a page
that Chromium does not trust does not load. Prints `ok` at the end."""

import asyncio
import json
import os
import shutil
import sys
import tempfile

import websockets

DEADLINE = 60


class Tab:
    """One page over the DevTools protocol."""

    def __init__(self, browser, session):
        self.browser, self.session = browser, session

    async def evaluate(self, expression):
        reply = await self.browser.call(
            "Runtime.evaluate", {"expression": expression, "awaitPromise": True, "returnByValue": True}, self.session)
        if "exceptionDetails" in reply:
            raise AssertionError(f"{expression}: {reply['exceptionDetails']}")
        return reply["result"].get("value")

    async def until(self, condition):
        """Waits in the page, by its own events, until the condition holds."""
        await self.evaluate(f"""new Promise(done => {{
            const check = () => {{ if ({condition}) done(true) }};
            new MutationObserver(check).observe(document, {{subtree: true, childList: true, characterData: true}});
            check();
        }})""")


class Browser:
    def __init__(self, socket):
        self.socket, self.next, self.waiting = socket, 0, {}
        self.loaded = asyncio.Queue()
        # Statuses by which WebSockets were accepted: 101 over HTTP/1.1, 200 over HTTP/2 (RFC 8441 §5).
        self.handshakes = []
        self.reader = asyncio.ensure_future(self.read())

    async def read(self):
        async for text in self.socket:
            message = json.loads(text)
            if "id" in message:
                self.waiting.pop(message["id"]).set_result(message)
            elif message.get("method") == "Page.loadEventFired":
                self.loaded.put_nowait(message["sessionId"])
            elif message.get("method") == "Network.webSocketHandshakeResponseReceived":
                self.handshakes.append(message["params"]["response"]["status"])

    async def call(self, method, parameters=None, session=None):
        self.next += 1
        message = {"id": self.next, "method": method, "params": parameters or {}}
        if session:
            message["sessionId"] = session
        self.waiting[self.next] = answer = asyncio.get_running_loop().create_future()
        await self.socket.send(json.dumps(message))
        reply = await answer
        if "error" in reply:
            raise AssertionError(f"{method}: {reply['error']}")
        return reply["result"]

    async def open(self, url):
        target = (await self.call("Target.createTarget", {"url": "about:blank"}))["targetId"]
        session = (await self.call("Target.attachToTarget", {"targetId": target, "flatten": True}))["sessionId"]
        await self.call("Page.enable", session=session)
        await self.call("Network.enable", session=session)
        went = await self.call("Page.navigate", {"url": url}, session)
        assert "errorText" not in went, f"{url}: {went['errorText']}"
        while await self.loaded.get() != session:
            pass
        tab = Tab(self, session)
        await tab.until("typeof socket !== 'undefined' && socket.readyState === WebSocket.OPEN")
        return tab


async def start(home):
    profile = tempfile.mkdtemp(prefix="edge-chromium-")
    chromium = await asyncio.create_subprocess_exec(
        shutil.which("chromium"), "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage",
        "--no-first-run", "--disable-extensions", "--disable-background-networking", "--remote-debugging-port=0",
        f"--user-data-dir={profile}", "about:blank", env={**os.environ, "HOME": home},
        stdout=asyncio.subprocess.DEVNULL, stderr=asyncio.subprocess.PIPE)
    while line := (await chromium.stderr.readline()).decode():
        if "DevTools listening on" in line:
            return chromium, profile, line.split()[-1]
    raise AssertionError("chromium did not start")


async def talk(address, url):
    async with websockets.connect(address, max_size=None) as socket:
        browser = Browser(socket)
        first, second = await browser.open(url), await browser.open(url)
        security = await first.evaluate("location.protocol + ' ' + isSecureContext")
        assert security == "https: true", security
        protocol = await first.evaluate("performance.getEntriesByType('navigation')[0].nextHopProtocol")
        assert protocol == "h2", protocol
        assert browser.handshakes == [200, 200], browser.handshakes
        await first.evaluate("document.getElementById('text').value = 'over to you <b>';"
                             "document.getElementById('form').requestSubmit()")
        await second.until("document.getElementById('log').textContent.includes('over to you <b>')")
        await second.evaluate("document.getElementById('text').value = 'and back';"
                              "document.getElementById('form').requestSubmit()")
        await first.until("document.getElementById('log').textContent.includes('and back')")
        # A file, as the paper clip does it, and back again.
        await first.evaluate("fetch('/api/files/upload?name=notes.txt&from=me', {method: 'POST', body: 'written down'})")
        await second.until("document.querySelector('#log a')")
        text = await second.evaluate("fetch(document.querySelector('#log a').href).then(file => file.text())")
        assert text == "written down", text


async def main(url, home):
    chromium, profile, address = await start(home)
    drain = asyncio.ensure_future(chromium.stderr.read())
    try:
        await asyncio.wait_for(talk(address, url), DEADLINE)
    finally:
        chromium.terminate()
        await chromium.wait()
        drain.cancel()
        shutil.rmtree(profile, ignore_errors=True)
    print("ok")


asyncio.run(main(*sys.argv[1:]))
