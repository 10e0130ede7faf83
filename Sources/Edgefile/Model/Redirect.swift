/// `redir`
public struct Redirect: Sendable, Equatable {
    public var target: Template
    public var status: Located<Int>?
    /// `redir … html`: a page that sends the browser on.
    public var isHTML: Bool = false

    public init(target: Template) {
        self.target = target
    }
}
