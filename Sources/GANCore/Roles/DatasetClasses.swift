import GANTensor

extension DatasetInfo {
    /// One count per class or attribute; zeros if they are unknown.
    package var counts: [Int] { classCounts.count == labelSize ? classCounts : Array(repeating: 0, count: labelSize) }

    /// Number of different images with each class or attribute, without mirrored copies; empty if it is unknown.
    package var imageCounts: [Int] { classCounts.count == labelSize ? classCounts.map { $0 / max(copies, 1) } : [] }

    /// The name of a class or attribute, or its number if it has no name.
    package func name(at index: Int) -> String {
        classNames.indices.contains(index) ? classNames[index] : "\(index)"
    }

    /// The name of a label's class, or the names of its attributes; empty for labels of other kinds.
    /// - Parameter label: [labelSize].
    package func names(of label: [Float]) -> [String] {
        guard labelKind == .classes || labelKind == .attributes else { return [] }
        return label.indices.filter { label[$0] > 0 }.map(name(at:))
    }
}

extension Dataset {
    /// A random sample of the images of each of these classes or attributes, without repetition. Depends only on the seed, so
    /// a resumed run draws the same sample.
    /// - Parameters:
    /// - columns: columns of the labels.
    /// - limit: maximum number of images per class; a smaller class contributes all its images.
    /// - Throws: the data's error if labels cannot be read.
    package func randomSamples(ofEach columns: [Int], _ limit: Int, seed: UInt64 = 0) throws -> [[Int]] {
        let info = info
        var found = [[Int]](repeating: [], count: columns.count)
        let isCounted = info.classCounts.count == info.labelSize
        let wanted = columns.map { isCounted ? min(limit, info.classCounts[$0]) : limit }
        let order = randomOrder(seed: seed)
        // About 4 MB of labels at a time.
        let block = max(1 << 20 / max(info.labelSize, 1), 1)
        for start in stride(from: 0, to: order.count, by: block) {
            if zip(found, wanted).allSatisfy({ $0.count >= $1 }) { break }
            let indices = Array(order[start..<min(start + block, order.count)])
            let labels = try labels(at: indices).converted(to: .float32).scalars(as: Float.self)
            for (row, column) in columns.enumerated() where found[row].count < wanted[row] {
                let carriers = indices.indices.lazy.filter { labels[$0 * info.labelSize + column] > 0 }
                found[row] += carriers.prefix(wanted[row] - found[row].count).map { indices[$0] }
            }
        }
        return found
    }

    /// All samples in an order that depends only on the seed.
    package func randomOrder(seed: UInt64 = 0) -> [Int] {
        guard info.count > 0 else { return [] }
        return RandomStream(seed: seed, path: "data.samples").permutation(info.count).scalars(as: Int32.self)
            .map(Int.init)
    }
}
