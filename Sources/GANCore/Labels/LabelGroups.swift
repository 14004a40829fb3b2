/// The groups of images that metrics measure one by one: the images of each class, with each attribute, or in each bin of the
/// components of label vectors. An image can be in several groups.
package struct LabelGroups: Hashable, Sendable {
    /// What a group is, for titles: "class", "attribute" or "bin".
    package let noun: String
    package let names: [String]
    /// Number of training images in each group, without mirrored copies; empty if unknown.
    package let trainingCounts: [Int]
    private let rules: [Rule]

    private struct Rule: Hashable {
        let component: Int
        /// Nil for a class or attribute: its component is above 0.
        let bin: LabelBin?
        /// A label of the group, for data without an image of it.
        let label: [Float]
    }

    /// More components would need hundreds of thousands of images.
    package static let mostComponents = 20

    /// - Parameters:
    ///   - info: of the generator's training data.
    ///   - axes: of the same data, for vectors.
    /// - Returns: nil if there are no labels, or vectors without axes.
    package init?(_ info: DatasetInfo, axes: [LabelAxis]) {
        switch info.labelKind {
        case .none: return nil
        case .classes, .attributes:
            noun = info.labelKind == .classes ? "class" : "attribute"
            names = (0..<info.labelSize).map(info.name)
            trainingCounts = info.imageCounts
            rules = (0..<info.labelSize).map { index in
                Rule(component: index, bin: nil, label: (0..<info.labelSize).map { $0 == index ? 1 : 0 })
            }
        case .vectors:
            guard !axes.isEmpty else { return nil }
            let bins = axes.prefix(Self.mostComponents).enumerated().flatMap { component, axis in
                axis.bins.map { (component, $0) }
            }
            noun = "bin"
            names = bins.map { "\(info.name(at: $0)) \(shortNumber($1.center)) ± \(shortNumber($1.radius))" }
            trainingCounts = bins.map { $0.1.count / max(info.copies, 1) }
            rules = bins.map { component, bin in
                var label = axes.map(\.median)
                label[component] = bin.center
                return Rule(component: component, bin: bin, label: label)
            }
        }
    }

    package var count: Int { rules.count }

    /// A label of the group, for data that have no image of it.
    package func label(of group: Int) -> [Float] { rules[group].label }

    /// The samples of each group, in ascending order.
    /// - Throws: the data's error if labels cannot be read.
    package func members(of data: any Dataset) throws -> [[Int]] {
        var members = [[Int]](repeating: [], count: count)
        try data.forEachLabelBlock { range, labels in
            for (group, own) in self.members(labels, size: data.info.labelSize).enumerated() {
                members[group] += own.map { range.lowerBound + $0 }
            }
        }
        return members
    }

    /// The rows of each group, in ascending order.
    /// - Parameter labels: [N, size], row-major.
    package func members(_ labels: [Float], size: Int) -> [[Int]] {
        let count = size > 0 ? labels.count / size : 0
        return rules.map { rule in
            (0..<count).filter { row in
                let value = labels[row * size + rule.component]
                return rule.bin.map { $0.contains(value) } ?? (value > 0)
            }
        }
    }
}

/// At most four digits, without trailing zeros: 0.3333, 12.5, 12346.
package func shortNumber(_ value: Float) -> String {
    let number = Double(value)
    guard number.isFinite, number != 0 else { return number == 0 ? "0" : "\(number)" }
    var (unit, magnitude) = (1.0, number.magnitude)
    while magnitude < 1000, unit < 1e9 { (unit, magnitude) = (unit * 10, magnitude * 10) }
    return plainNumber((number * unit).rounded() / unit)
}
