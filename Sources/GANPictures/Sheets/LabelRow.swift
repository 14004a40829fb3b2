import GANCore

/// A row of a sheet: the label of its images, and its name.
package struct LabelRow: Hashable, Sendable, Codable {
    package let name: String
    /// Number of the data's images with this label: "6,000".
    package let detail: String
    /// [labelSize].
    package let label: [Float]
    /// The class or attribute of the row; else the row's own number.
    package let index: Int

    package init(name: String, detail: String, label: [Float], index: Int) {
        (self.name, self.detail, self.label, self.index) = (name, detail, label, index)
    }
}

extension LabelRow {
    /// All classes, by decreasing number of images.
    /// - Precondition: the labels are classes.
    package static func classes(_ info: DatasetInfo) -> [LabelRow] {
        precondition(info.labelKind == .classes, "rows of classes for labels that are \(info.labelKind)")
        return ClassFrequencyOrder.ranking(info.counts).map { index in
            LabelRow(
                name: info.name(at: index), detail: info.detail(at: index),
                label: (0..<info.labelSize).map { $0 == index ? 1 : 0 }, index: index)
        }
    }

    /// Rows for images without labels.
    package static func unlabeled(_ count: Int) -> [LabelRow] {
        (0..<count).map { LabelRow(name: "", detail: "", label: [], index: $0) }
    }
}

extension DatasetInfo {
    func detail(at index: Int) -> String {
        classCounts.indices.contains(index) ? grouped(classCounts[index]) : ""
    }
}
