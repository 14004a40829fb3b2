import GANCore

/// The labels, and the number of images with each.
package struct LabelSummary: Sendable {
    package struct Class: Hashable, Sendable {
        package let name: String
        package let count: Int
    }

    package let kind: DatasetInfo.LabelKind
    /// Sorted by decreasing number of images; attributes too.
    package let classes: [Class]
    /// The number of elements of a label vector.
    package let size: Int

    /// - Parameter vectorNames: names of the components of vectors, if there are any.
    init(_ labels: SampleLabels, vectorNames: [String]? = nil) {
        switch labels {
        case .none: self.init(.none, size: 0)
        case .classes(let numbers, let names):
            var counts = [Int](repeating: 0, count: names.count)
            for number in numbers { counts[Int(number)] += 1 }
            self.init(.classes, names, counts)
        case .vectors(let vectors):
            let size = vectors.first?.count ?? 0
            guard vectors.allSatisfy({ $0.allSatisfy { $0 == 0 || $0 == 1 } }) else {
                self.init(.vectors, size: size)
                return
            }
            let counts = (0..<size).map { attribute in vectors.count { $0[attribute] == 1 } }
            self.init(.attributes, vectorNames ?? counts.indices.map { "\($0)" }, counts)
        }
    }

    /// The labels that a data set announces.
    package init(_ info: DatasetInfo) {
        switch info.labelKind {
        case .none, .vectors: self.init(info.labelKind, size: info.labelSize)
        case .classes, .attributes:
            let counts = info.imageCounts
            self.init(info.labelKind, (0..<info.labelSize).map(info.name), counts.isEmpty ? info.counts : counts)
        }
    }

    private init(_ kind: DatasetInfo.LabelKind, size: Int, _ classes: [Class] = []) {
        (self.kind, self.size, self.classes) = (kind, size, classes)
    }

    private init(_ kind: DatasetInfo.LabelKind, _ names: [String], _ counts: [Int]) {
        let classes = zip(names, counts).map { Class(name: $0, count: $1) }.enumerated()
            .sorted { (-$0.element.count, $0.offset) < (-$1.element.count, $1.offset) }.map(\.element)
        self.init(kind, size: names.count, classes)
    }
}

// MARK: - The long tail

extension LabelSummary {
    /// Ratio of the largest to the smallest class; nil if a class is empty.
    package var ratio: Double? {
        guard let largest = classes.first?.count, let smallest = classes.last?.count, smallest > 0 else { return nil }
        return Double(largest) / Double(smallest)
    }

    /// The profile of the class sizes; nil if none of the known profiles is close.
    package var profile: String? {
        guard let ratio, classes.count > 1 else { return nil }
        if ratio < 1.5 { return "balanced" }
        let counts = classes.map(\.count)
        return LongTailProfile.allCases.first { profile in
            var settings = LongTailSettings()
            (settings.profile, settings.ratio) = (profile, ratio)
            let ideal = settings.keptCounts(of: [Int](repeating: counts[0], count: counts.count))
            return zip(counts, ideal).allSatisfy { Double(($0 - $1).magnitude) <= max(2, 0.1 * Double($1)) }
        }?.rawValue
    }

    /// A group of classes by number of images.
    package struct Group: Hashable, Sendable {
        /// "many", "medium", "few".
        package let name: String
        package let classes: Int
        package let images: Int
    }

    /// Classes with more than 100 images, with 20 to 100, and with fewer (Liu et al. 2019, arXiv:1904.05160, section 5.1).
    package var groups: [Group] {
        let bounds = [("many", 101...Int.max), ("medium", 20...100), ("few", 0...19)]
        return bounds.map { name, bound in
            let own = classes.filter { bound.contains($0.count) }
            return Group(name: name, classes: own.count, images: own.reduce(0) { $0 + $1.count })
        }
    }
}
