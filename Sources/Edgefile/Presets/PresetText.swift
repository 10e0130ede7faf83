/// What `preset NAME` stands for: lines of an Edgefile, as a snippet would have them.
enum PresetText {
    static func lines(of preset: Preset) -> String {
        switch preset {
        case .chatalot: chatalot
        }
    }

    /// For a Chatalot server: uploads as large as it takes, two large ones at a time, since it holds them in memory; no
    /// compression of ciphertext and media on its one processor (it would gzip them although nothing gets smaller); coarse limits
    /// in front of its own; and its health by the words of its answer, since that is 200 even where it is degraded.
    private static let chatalot = #"""
        max_body 110MiB
        @chatalot_files path /api/files/* /api/attachments/* /api/uploads/* /uploads/*
        request_header @chatalot_files -Accept-Encoding
        @chatalot_media path *.png *.jpg *.jpeg *.gif *.webp *.avif *.mp4 *.webm *.mp3 *.ogg *.opus *.woff2 *.zip
        request_header @chatalot_media -Accept-Encoding
        max_uploads 2 over 5MB
        rate_limit /api/auth/* 30/1m burst 20
        rate_limit /api/webhooks/* 120/1m
        rate_limit /ws 30/1m
        health_uri /api/health
        health_body "\"status\":\"ok\""
        health_interval 5s
        health_fails 2
        log_skip /api/health

        """#
}
