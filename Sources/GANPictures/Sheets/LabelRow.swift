import GANCore

/// A row of a sheet: the label of its images, and its name.
package struct LabelRow: Hashable, Sendable, Codable {
    package let name: String
    /// Number of the data's images with this class or attribute, and the attributes that the label has besides: "6,000 + dark".
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
    /// A row of one label, which gives the same images wherever it occurs.
    package init(name: String, label: [Float]) {
        let words = label.map { UInt64($0.bitPattern) }
        // FNV-1a; only its remainder by the size of a batch matters.
        let hash = words.reduce(0xCBF2_9CE4_8422_2325 as UInt64) { ($0 ^ $1) &* 0x100_0000_01B3 }
        self.init(name: name, detail: "", label: label, index: Int((hash >> 32) % 16))
    }

    /// All classes, by decreasing number of images.
    /// - Parameter limit: of the rows, which are evenly spaced then. Each has as many numbers as there are classes.
    /// - Precondition: the labels are classes.
    package static func classes(_ info: DatasetInfo, atMost limit: Int = .max) -> [LabelRow] {
        precondition(info.labelKind == .classes, "rows of classes for labels that are \(info.labelKind)")
        return ClassFrequencyOrder.spread(ClassFrequencyOrder.ranking(info.counts), atMost: limit).map {
            ofClass($0, info)
        }
    }

    /// A class.
    package static func ofClass(_ index: Int, _ info: DatasetInfo) -> LabelRow {
        LabelRow(
            name: info.name(at: index), detail: info.detail(at: index),
            label: (0..<info.labelSize).map { $0 == index ? 1 : 0 }, index: index)
    }

    /// Rows for images without labels.
    package static func unlabeled(_ count: Int) -> [LabelRow] {
        (0..<count).map { LabelRow(name: "", detail: "", label: [], index: $0) }
    }
}

extension DatasetInfo {
    func detail(at index: Int) -> String {
        imageCounts.indices.contains(index) ? grouped(imageCounts[index]) : ""
    }
}
