/// The page of `redir … html`, for hosts where only a page can send a browser on.
enum RedirectPage {
    static func html(to target: String) -> String {
        let escaped = target.replacing("&", with: "&amp;").replacing("\"", with: "&quot;").replacing("<", with: "&lt;")
            .replacing(">", with: "&gt;")
        return """
            <!doctype html>
            <meta charset="utf-8"><title>Redirecting…</title>
            <meta http-equiv="refresh" content="0; url=\(escaped)">
            <p>Redirecting to <a href="\(escaped)">\(escaped)</a>…</p>

            """
    }
}
