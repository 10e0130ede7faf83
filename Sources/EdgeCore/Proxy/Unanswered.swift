/// On what kind of connection a request was sent that broke before a byte of the answer.
package enum Unanswered {
    /// It may have been closed while the request was on its way: that says nothing about the upstream.
    case onKeptConnection
    /// The upstream takes connections and drops them, as one does that ends.
    case onNewConnection
}
