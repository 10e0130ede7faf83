/// Content types by the ending of a name.
enum MediaTypes {
    static func type(of name: [UInt8]) -> String {
        guard let dot = name.lastIndex(of: UInt8(ascii: ".")) else { return "application/octet-stream" }
        let ending = String(decoding: name[(dot + 1)...], as: UTF8.self).lowercased()
        return table[ending] ?? "application/octet-stream"
    }

    private static let table: [String: String] = [
        "html": "text/html; charset=utf-8", "htm": "text/html; charset=utf-8", "css": "text/css; charset=utf-8",
        "js": "text/javascript; charset=utf-8", "mjs": "text/javascript; charset=utf-8", "txt": "text/plain; charset=utf-8",
        "md": "text/markdown; charset=utf-8", "csv": "text/csv; charset=utf-8", "ics": "text/calendar; charset=utf-8",
        "vtt": "text/vtt; charset=utf-8", "xml": "text/xml; charset=utf-8", "json": "application/json",
        "map": "application/json", "jsonld": "application/ld+json", "webmanifest": "application/manifest+json",
        "wasm": "application/wasm", "pdf": "application/pdf", "rtf": "application/rtf", "atom": "application/atom+xml",
        "rss": "application/rss+xml", "xhtml": "application/xhtml+xml", "zip": "application/zip", "gz": "application/gzip",
        "tgz": "application/gzip", "tar": "application/x-tar", "7z": "application/x-7z-compressed", "bz2": "application/x-bzip2",
        "xz": "application/x-xz", "zst": "application/zstd", "rar": "application/vnd.rar", "jar": "application/java-archive",
        "deb": "application/vnd.debian.binary-package", "apk": "application/vnd.android.package-archive",
        "epub": "application/epub+zip", "doc": "application/msword", "xls": "application/vnd.ms-excel",
        "ppt": "application/vnd.ms-powerpoint", "odt": "application/vnd.oasis.opendocument.text",
        "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        "pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
        "png": "image/png", "jpg": "image/jpeg", "jpeg": "image/jpeg", "gif": "image/gif", "webp": "image/webp",
        "avif": "image/avif", "svg": "image/svg+xml", "ico": "image/x-icon", "bmp": "image/bmp", "tif": "image/tiff",
        "tiff": "image/tiff", "heic": "image/heic", "jxl": "image/jxl", "mp3": "audio/mpeg", "m4a": "audio/mp4",
        "ogg": "audio/ogg", "oga": "audio/ogg", "opus": "audio/ogg", "flac": "audio/flac", "wav": "audio/wav",
        "weba": "audio/webm", "aac": "audio/aac", "mp4": "video/mp4", "m4v": "video/mp4", "webm": "video/webm",
        "ogv": "video/ogg", "mov": "video/quicktime", "avi": "video/x-msvideo", "mkv": "video/x-matroska",
        "m3u8": "application/vnd.apple.mpegurl", "ts": "video/mp2t", "woff": "font/woff", "woff2": "font/woff2",
        "ttf": "font/ttf", "otf": "font/otf", "eot": "application/vnd.ms-fontobject",
    ]
}
