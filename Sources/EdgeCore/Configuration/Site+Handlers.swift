extension Site {
    /// A site that code in this process answers.
    public static func handle(_ names: SiteName..., by handler: RequestHandler) -> Site {
        Site(names, routes: [Route(.handle(handler))])
    }
}
