import GANTensor

extension DatasetInfo {
    /// One a class or attribute, zeros where they are not known.
    package var counts: [Int] { classCounts.count == labelSize ? classCounts : Array(repeating: 0, count: labelSize) }

    /// Of a class or attribute: its number where it has no name.
    package func name(at index: Int) -> String {
        classNames.indices.contains(index) ? classNames[index] : "\(index)"
    }
}

extension Dataset {
    /// A random sample of the images that carry each of these classes or attributes, without repetition. The seed alone decides it, so
    /// that a resumed run draws the same.
    /// - Parameters:
    ///   - columns: of the labels.
    ///   - limit: images of each, at most; a class that has fewer gives all of them.
    /// - Throws: what the data throw when labels cannot be read.
    package func randomSamples(ofEach columns: [Int], _ limit: Int, seed: UInt64 = 0) throws -> [[Int]] {
        let facts = facts
        var found = [[Int]](repeating: [], count: columns.count)
        let isCounted = facts.classCounts.count == facts.labelSize
        let wanted = columns.map { isCounted ? min(limit, facts.classCounts[$0]) : limit }
        let order = randomOrder(seed: seed)
        // About 4 MB of labels at a time.
        let block = max(1 << 20 / max(facts.labelSize, 1), 1)
        for start in stride(from: 0, to: order.count, by: block) {
            if zip(found, wanted).allSatisfy({ $0.count >= $1 }) { break }
            let indices = Array(order[start..<min(start + block, order.count)])
            let labels = try labels(at: indices).converted(to: .float32).scalars(as: Float.self)
            for (row, column) in columns.enumerated() where found[row].count < wanted[row] {
                let carriers = indices.indices.lazy.filter { labels[$0 * facts.labelSize + column] > 0 }
                found[row] += carriers.prefix(wanted[row] - found[row].count).map { indices[$0] }
            }
        }
        return found
    }

    /// All samples in an order that the seed alone decides.
    package func randomOrder(seed: UInt64 = 0) -> [Int] {
        guard facts.count > 0 else { return [] }
        return RandomStream(seed: seed, path: "data.samples").permutation(facts.count).scalars(as: Int32.self)
            .map(Int.init)
    }
}
