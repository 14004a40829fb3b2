/// The order of classes on sheets: by decreasing number of images.
package enum ClassFrequencyOrder {
    /// The indices of `counts`, largest count first; ties keep their order.
    package static func ranking(_ counts: [Int]) -> [Int] {
        counts.indices.sorted { (-counts[$0], $0) < (-counts[$1], $1) }
    }

    /// Chooses at most `limit` elements of `ranked`, evenly spaced, including the first and the last.
    package static func spread<Element>(_ ranked: [Element], atMost limit: Int) -> [Element] {
        guard ranked.count > limit else { return ranked }
        guard limit > 1 else { return Array(ranked.prefix(limit)) }
        return (0..<limit).map { ranked[($0 * (ranked.count - 1) + (limit - 1) / 2) / (limit - 1)] }
    }
}
