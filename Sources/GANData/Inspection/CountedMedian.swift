extension Array {
    /// The median of values of which there are `count` each; nil if there is none.
    package func median<Value: Comparable>() -> Value? where Element == (value: Value, count: Int) {
        var before = reduce(0) { $0 + $1.count } / 2
        for (value, count) in sorted(by: { $0.value < $1.value }) {
            if before < count { return value }
            before -= count
        }
        return nil
    }
}
