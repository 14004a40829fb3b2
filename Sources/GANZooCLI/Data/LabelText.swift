import GANCore
import GANData

/// The labels of a data set. Classes are listed from head to tail, each with a bar.
struct LabelText {
    private let labels: LabelSummary

    init(_ labels: LabelSummary) { self.labels = labels }

    var lines: [String] {
        switch labels.kind {
        case .none: ["labels    none"]
        case .vectors: ["labels    vectors of \(counted(labels.size, "number"))"]
        case .attributes: ["labels    \(counted(labels.size, "attribute"))"] + table
        case .classes: ["labels    \(classCount)" + tail, "groups    \(groups)"] + table
        }
    }

    private var classCount: String { counted(labels.size, "class") }

    private var tail: String {
        guard labels.classes.count > 1, let first = labels.classes.first, let last = labels.classes.last else {
            return ""
        }
        if first.count == last.count { return " of \(counted(first.count, "image")) each" }
        let counts = " of \(grouped(first.count)) to \(grouped(last.count)) images"
        let ratio = labels.ratio.map { ": ratio \(($0 * 10).rounded() / 10)" } ?? ""
        return counts + ratio + (labels.profile.map { ", \($0)" } ?? "")
    }

    /// The number of classes with many, medium and few images.
    private var groups: String {
        let bounds = ["more than 100 images", "20 to 100", "fewer than 20"]
        return zip(labels.groups, bounds).filter { $0.0.classes > 0 }
            .map { group, bound in "\(group.name) (\(bound)): \(grouped(group.classes))" }.joined(separator: ", ")
    }

    private var table: [String] {
        let largest = max(labels.classes.first?.count ?? 1, 1)
        let shown = labels.classes.count <= Self.mostRows ? labels.classes[...] : labels.classes.prefix(Self.headRows)
        let rest = labels.classes.count <= Self.mostRows ? [] : labels.classes.suffix(Self.tailRows)
        func name(_ entry: LabelSummary.Class) -> String { entry.name.escapingControls.shortened(to: Self.longestName) }
        let nameWidth = (shown + rest).map(name).widest
        let countWidth = grouped(largest).count
        func row(_ entry: LabelSummary.Class) -> String {
            let cells = Int((Double(entry.count) / Double(largest) * 24).rounded(.up))
            let count = grouped(entry.count)
            return "  " + name(entry).padding(to: nameWidth) + "  "
                + String(repeating: " ", count: countWidth - count.count) + count
                + (cells > 0 ? "  " + String(repeating: "━", count: cells) : "")
        }
        return shown.map(row) + (rest.isEmpty ? [] : ["  …"] + rest.map(row))
    }

    private static let mostRows = 40
    private static let headRows = 20
    private static let tailRows = 10
    private static let longestName = 32
}

/// The report for data sets of plugins, which have no single images to inspect.
struct DataFactsText {
    let text: String

    /// - Parameter read: number of images that were read.
    init(_ info: DatasetInfo, read: Int) {
        let images = "images    \(grouped(info.count)) of \(info.channels)×\(info.height)×\(info.width)"
        let sample = "read      \(read == info.count ? "all" : "a sample of \(grouped(read))")"
        text = ([images, sample] + LabelText(LabelSummary(info)).lines).joined(separator: "\n")
    }
}
