/// The version of this source. A release tag carries the same number.
enum EdgeVersion {
    static let number = "0.1.0"
}
