/// A folder for people: a table whose head sorts it.
struct FolderPage {
    let listing: FolderListing
    let entries: [FolderEntry]
    let isCut: Bool

    var text: String {
        let title = "Index of " + FailureText.html(String(decoding: listing.title, as: UTF8.self))
        var text = """
            <!doctype html>
            <html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
            <title>\(title)</title>
            <style>body{font:1rem/1.5 system-ui,sans-serif;margin:2rem auto;max-width:60rem;padding:0 1rem;color:#333}
            table{width:100%;border-spacing:0}td,th{text-align:left;padding:.1rem .5rem}td+td,th+th{text-align:right;white-space:nowrap}
            h1{font-size:1.3rem;overflow-wrap:anywhere}td:first-child{overflow-wrap:anywhere}a{color:#05b}
            @media(prefers-color-scheme:dark){body{background:#181818;color:#ddd}a{color:#8bf}}</style>
            <h1>\(title)</h1>
            <table>
            <tr><th>\(head("Name", .name))</th><th>\(head("Size", .size))</th><th>\(head("Changed (UTC)", .time))</th></tr>

            """
        if listing.hasParent { text += "<tr><td><a href=\"../\">../</a></td><td></td><td></td></tr>\n" }
        for entry in entries { text += row(entry) }
        text += "</table>\n"
        if isCut { text += "<p>There are more; only \(FolderListing.limit) names were looked at.</p>\n" }
        return text + "</html>\n"
    }

    /// A second click on a head turns the order around.
    private func head(_ words: String, _ key: FolderOrder.Key) -> String {
        let turns = listing.order.key == key && !listing.order.isDescending
        return "<a href=\"?sort=\(key.rawValue)&amp;order=\(turns ? "desc" : "asc")\">\(words)</a>"
    }

    private func row(_ entry: FolderEntry) -> String {
        let time = LogTime.text(seconds: entry.status.seconds, nanoseconds: 0).prefix(16).replacing("T", with: " ")
        let size = entry.isFolder ? "" : ByteCount.text(entry.status.size)
        return "<tr><td><a href=\"\(entry.reference)\">\(FailureText.html(entry.label))</a></td><td>\(size)</td><td>\(time)</td></tr>\n"
    }
}
