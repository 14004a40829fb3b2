extension DatasetFacts {
    /// One a class or attribute, zeros where they are not known.
    package var counts: [Int] { classCounts.count == labelSize ? classCounts : Array(repeating: 0, count: labelSize) }

    /// Of a class or attribute: its number where it has no name.
    package func name(at index: Int) -> String {
        classNames.indices.contains(index) ? classNames[index] : "\(index)"
    }
}

extension Dataset {
    /// The first samples that carry each of these classes or attributes.
    package func firstSamples(ofEach columns: [Int], _ limit: Int) throws -> [[Int]] {
        let facts = facts
        var found = [[Int]](repeating: [], count: columns.count)
        // A class may have fewer images than there are columns.
        let wanted = columns.map { min(limit, facts.counts[$0]) }
        // About 4 MB of labels at a time.
        let block = max(1 << 20 / max(facts.labelSize, 1), 1)
        for start in stride(from: 0, to: facts.count, by: block) {
            if zip(found, wanted).allSatisfy({ $0.count >= $1 }) { break }
            let indices = Array(start..<min(start + block, facts.count))
            let labels = try labels(at: indices).converted(to: .float32).scalars(as: Float.self)
            for (row, column) in columns.enumerated() where found[row].count < wanted[row] {
                let carriers = indices.lazy.filter { labels[($0 - start) * facts.labelSize + column] > 0 }
                found[row] += carriers.prefix(wanted[row] - found[row].count)
            }
        }
        return found
    }
}
