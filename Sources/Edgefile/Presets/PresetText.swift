/// What `preset NAME` stands for: lines of an Edgefile, as a snippet would have them.
enum PresetText {
    static func lines(of preset: Preset) -> String {
        switch preset {
        case .chatalot: chatalot
        }
    }

    /// For a Chatalot server: uploads as large as it takes, no compression of ciphertext and media on its one processor
    /// (it would gzip them although nothing gets smaller), and no log line for each look at its health.
    private static let chatalot = """
        max_body 110MiB
        @chatalot_files path /api/files/* /api/attachments/* /api/uploads/* /uploads/*
        request_header @chatalot_files -Accept-Encoding
        @chatalot_media path *.png *.jpg *.jpeg *.gif *.webp *.avif *.mp4 *.webm *.mp3 *.ogg *.opus *.woff2 *.zip
        request_header @chatalot_media -Accept-Encoding
        log_skip /api/health

        """
}
