/// The demo's page: one file, no dependencies, works without an Internet connection.
enum DemoPage {
    static let html = #"""
        <!doctype html>
        <html lang="en">
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width">
        <title>Edge demo chat</title>
        <style>
          :root { color-scheme: light dark; --line: #8884; --own: #2563eb22 }
          body { font: 1rem/1.45 system-ui, sans-serif; margin: 0 auto; max-width: 42rem; height: 100dvh; display: flex;
                 flex-direction: column; padding: 0 1rem; box-sizing: border-box }
          header { display: flex; align-items: baseline; gap: .75rem; padding: .75rem 0; border-bottom: 1px solid var(--line) }
          h1 { font-size: 1.1rem; margin: 0; flex: 1 }
          #state { font-size: .85rem; opacity: .75 }
          #log { flex: 1; overflow-y: auto; padding: .75rem 0; margin: 0; list-style: none }
          #log li { margin: .35rem 0; padding: .35rem .6rem; border-radius: .6rem; border: 1px solid var(--line);
                    width: fit-content; max-width: 85%; overflow-wrap: anywhere }
          #log li.own { margin-left: auto; background: var(--own) }
          #log b { font-weight: 600; margin-right: .4rem }
          form { display: flex; gap: .5rem; padding: .75rem 0 1rem; border-top: 1px solid var(--line) }
          input { font: inherit; padding: .45rem .6rem; border-radius: .5rem; border: 1px solid var(--line); background: none }
          #text { flex: 1; min-width: 0 } #name { width: 7rem }
          button, label { font: inherit; padding: .45rem .8rem; border-radius: .5rem; border: 1px solid var(--line);
                          cursor: pointer; background: none }
          progress { width: 100% }
        </style>
        <header><h1>Edge demo chat</h1><span id="state">connecting…</span></header>
        <ul id="log" aria-live="polite"></ul>
        <progress id="progress" max="1" hidden></progress>
        <form id="form">
          <input id="name" aria-label="Your name" maxlength="24">
          <input id="text" aria-label="Message" placeholder="Write a message, then open a second tab" autocomplete="off" autofocus>
          <label title="Share a file">📎<input id="file" type="file" hidden></label>
          <button>Send</button>
        </form>
        <script>
          const $ = id => document.getElementById(id);
          const log = $("log"), state = $("state"), nameField = $("name");
          nameField.value = sessionStorage.name ||= "guest-" + Math.floor(Math.random() * 900 + 100);
          nameField.onchange = () => sessionStorage.name = nameField.value;
          let socket, attempt = 0;

          function connect() {
            socket = new WebSocket("wss://" + location.host + "/ws");
            socket.onopen = () => { attempt = 0; log.replaceChildren(); state.textContent = "connected" };
            socket.onmessage = event => show(JSON.parse(event.data));
            socket.onclose = event => {
              state.textContent = "reconnecting… (closed with " + event.code + ")";
              setTimeout(connect, Math.min(30000, 500 * 2 ** attempt++) + Math.random() * 500);
            };
          }

          function show(message) {
            if (message.type === "presence") {
              state.textContent = message.count + (message.count === 1 ? " tab" : " tabs") + " connected";
            }
            if (message.type !== "message") return;
            const item = document.createElement("li"), who = document.createElement("b");
            who.textContent = message.from || "someone";
            item.append(who);
            if (message.file) {
              const link = document.createElement("a");
              link.href = "/api/files/" + message.file.id;
              link.download = link.textContent = message.file.name;
              item.append(link, " (" + Math.ceil(message.file.size / 1024) + " KiB)");
            } else {
              item.append(message.text);
            }
            if (message.from === nameField.value) item.className = "own";
            log.append(item);
            log.scrollTop = log.scrollHeight;
          }

          $("form").onsubmit = event => {
            event.preventDefault();
            const text = $("text").value.trim();
            if (!text || socket.readyState !== WebSocket.OPEN) return;
            socket.send(JSON.stringify({ type: "message", from: nameField.value, text }));
            $("text").value = "";
          };

          $("file").onchange = () => {
            const file = $("file").files[0];
            if (!file) return;
            const request = new XMLHttpRequest(), progress = $("progress");
            request.open("POST", "/api/files/upload?name=" + encodeURIComponent(file.name)
              + "&from=" + encodeURIComponent(nameField.value));
            request.upload.onprogress = event => { progress.hidden = false; progress.value = event.loaded / event.total };
            request.onloadend = () => {
              progress.hidden = true;
              $("file").value = "";
              if (request.status !== 201) state.textContent = "the upload failed (" + (request.status || "no answer") + ")";
            };
            request.send(file);
          };

          setInterval(() => socket.readyState === WebSocket.OPEN && socket.send('{"type":"ping"}'), 15000);
          connect();
        </script>
        </html>

        """#
}
