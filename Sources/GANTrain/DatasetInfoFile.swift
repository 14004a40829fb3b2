import GANCore
import GANData
import GANPictures

/// The properties of the data under `data` in run.json, so that images can be generated without the data.
///
/// Reading throws `DecodingError.dataCorrupted` for impossible numbers.
package struct DatasetInfoFile: Codable, Equatable, Sendable {
    package let info: DatasetInfo
    /// Labels of the run's sheets if they are attributes or vectors; class labels follow from the other properties.
    package let labelRows: [LabelRow]
    /// The components of label vectors; empty for other labels and in older files.
    package let axes: [LabelAxis]

    package init(_ info: DatasetInfo, sheet: SampleSheet) {
        (self.info, axes) = (info, sheet.axes)
        labelRows = info.labelKind == .attributes || info.labelKind == .vectors ? sheet.labelRows : []
    }

    /// The file of data that was never opened: it has no label rows.
    package init(_ info: DatasetInfo) { (self.info, labelRows, axes) = (info, [], []) }

    private enum Key: String, CodingKey {
        case count, channels, height, width, copies
        case labelKind = "label_kind"
        case labelSize = "label_size"
        case classCounts = "class_counts"
        case classNames = "class_names"
        case labelRows = "label_rows"
        case axes = "label_axes"
    }

    package func encode(to encoder: any Encoder) throws {
        var values = encoder.container(keyedBy: Key.self)
        try values.encode(info.count, forKey: .count)
        try values.encode(info.channels, forKey: .channels)
        try values.encode(info.height, forKey: .height)
        try values.encode(info.width, forKey: .width)
        try values.encode(info.labelKind.rawValue, forKey: .labelKind)
        try values.encode(info.labelSize, forKey: .labelSize)
        try values.encode(info.classCounts, forKey: .classCounts)
        try values.encode(info.classNames, forKey: .classNames)
        if info.copies != 1 { try values.encode(info.copies, forKey: .copies) }
        try values.encode(labelRows, forKey: .labelRows)
        if !axes.isEmpty { try values.encode(axes, forKey: .axes) }
    }

    package init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: Key.self)
        let kind = try values.decode(String.self, forKey: .labelKind)
        guard let labelKind = DatasetInfo.LabelKind(rawValue: kind) else {
            throw DecodingError.dataCorruptedError(
                forKey: .labelKind, in: values,
                debugDescription: "labels cannot be of the kind `\(kind.shortened(to: 40))`")
        }
        var info = DatasetInfo(
            count: try values.decode(Int.self, forKey: .count),
            channels: try values.decode(Int.self, forKey: .channels),
            height: try values.decode(Int.self, forKey: .height), width: try values.decode(Int.self, forKey: .width),
            labelKind: labelKind, labelSize: try values.decode(Int.self, forKey: .labelSize),
            classCounts: try values.decode([Int].self, forKey: .classCounts),
            classNames: try values.decode([String].self, forKey: .classNames))
        info.copies = try values.decodeIfPresent(Int.self, forKey: .copies) ?? 1
        self.info = info
        labelRows = try values.decode([LabelRow].self, forKey: .labelRows)
        axes = try values.decodeIfPresent([LabelAxis].self, forKey: .axes) ?? []
        if let (key, problem) = defect {
            throw DecodingError.dataCorruptedError(forKey: key, in: values, debugDescription: problem)
        }
    }

    private var nameProblem: String? {
        let names = info.classNames
        guard [0, info.labelSize].contains(names.count) else { return "expected \(info.labelSize) names" }
        let repeats = info.labelKind == .classes && Set(names).count < names.count
        return repeats ? "a name occurs more than once" : nil
    }

    /// The first key with an impossible value.
    private var defect: (Key, String)? {
        let size = info.labelSize
        let sizes = info.labelKind == .none ? 0...0 : 1...SampleLabels.largestSize
        let numbers: [(Key, Int, ClosedRange<Int>)] = [
            (.count, info.count, RunNumber.range), (.channels, info.channels, 1...1024),
            (.height, info.height, 1...65_536), (.width, info.width, 1...65_536),
            (.labelSize, size, sizes), (.copies, info.copies, 1...1024),
        ]
        if let wrong = numbers.first(where: { !$2.contains($1) }) {
            return (wrong.0, "\(wrong.1) is not in \(wrong.2.lowerBound) ... \(wrong.2.upperBound)")
        }
        if ![0, size].contains(info.classCounts.count) || info.classCounts.contains(where: { $0 < 0 }) {
            return (.classCounts, "they are not \(counted(size, "number")) from 0")
        }
        let most = RunNumber.range.upperBound
        if info.classCounts.reduce(0, { $0 + Double($1) }) > Double(most) {
            return (.classCounts, "their sum is more than \(most)")
        }
        if let problem = nameProblem { return (.classNames, problem) }
        let areLabels = labelRows.allSatisfy { row in
            row.label.count == size && row.label.allSatisfy(\.isFinite)
                && (0...SampleLabels.largestSize).contains(row.index)
        }
        guard areLabels else { return (.labelRows, "a label does not have \(counted(size, "finite number"))") }
        return axisProblem.map { (.axes, $0) }
    }

    private var axisProblem: String? {
        guard !axes.isEmpty else { return nil }
        guard info.labelKind == .vectors, axes.count == info.labelSize else {
            return "they are not one for each component of label vectors"
        }
        let areQuantiles = axes.allSatisfy { axis in
            axis.quantiles.count == LabelAxis.percents.count && axis.quantiles.allSatisfy(\.isFinite)
                && zip(axis.quantiles, axis.quantiles.dropFirst()).allSatisfy { $0 <= $1 }
        }
        guard areQuantiles else { return "expected \(LabelAxis.percents.count) ascending quantiles of each" }
        let areBins = axes.flatMap(\.bins).allSatisfy {
            $0.center.isFinite && $0.radius.isFinite && $0.radius >= 0 && RunNumber.range.contains($0.count)
        }
        return areBins && axes.allSatisfy({ $0.bins.count <= LabelBin.percents.count }) ? nil : "a bin is not possible"
    }
}
