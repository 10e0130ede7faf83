extension Array {
    /// Takes all elements out of a property, to be changed outside of it and put back.
    ///
    /// Every access to the property is then a load or a store, and the optimiser proves that no two overlap (decision 0008).
    /// Nothing that is called meanwhile may want the property.
    @inlinable
    @inline(__always)
    package mutating func takeAll() -> [Element] {
        var elements: [Element] = []
        swap(&elements, &self)
        return elements
    }
}
