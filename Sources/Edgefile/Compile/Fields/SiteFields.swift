/// What holds for a whole site rather than being a step in the handling of requests.
enum SiteFields {
    static var all: [Field<SiteDefinition>] {
        [
            .texts("bind", "127.0.0.1", \.bind),
            .custom("tls", "tls internal", takesBlock: true) { statement, compiler, site in
                site.tls = compiler.tls(statement)
            },
            .custom("log", "log", repeats: true, takesBlock: true) { statement, compiler, site in
                site.logs.append(compiler.log(statement))
            },
            .choice("preset", "chatalot", \.preset),
            .custom("max_uploads", "max_uploads 4") { statement, compiler, site in
                site.maxUploads = compiler.maxUploads(statement)
            },
            .custom("limits", "limits {", takesBlock: true) { statement, compiler, site in
                site.limits = compiler.limits(statement)
            },
            .text("acme_webroot", "/var/www/html", \.acmeWebroot),
        ] + TimeoutFields.site(\.timeouts)
    }
}
