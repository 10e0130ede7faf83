/// `redir`
public struct Redirect: Sendable, Equatable {
    /// The target.
    public var target: Template
    /// The status.
    public var status: Located<Int>?
    /// `redir … html`: a page that sends the browser on.
    public var isHTML: Bool = false

    public init(target: Template) {
        self.target = target
    }
}
