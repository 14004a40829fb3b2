import GANModule

/// The samples that a recipe selects of a data set, with their labels.
struct SelectedSamples: Sendable {
    let info: DatasetInfo
    let flipsInTraining: Bool
    private let selection: SampleSelection
    private let orderNote: String?

    /// - Parameters:
    ///   - base: of the whole data set.
    ///   - labels: of all its samples.
    ///   - classOrder: see `BuildContext.classOrder`.
    /// - Throws: `RecipeError` if the settings do not fit the labels, or nothing is left.
    init(_ base: DatasetInfo, _ labels: SampleLabels, _ settings: SelectionSettings, classOrder: [String]) throws {
        if settings.labels == .folders { throw LabelUse.foldersAreMissing }
        let names = base.classNames.count == base.labelSize ? base.classNames : nil
        let used = try labels.used(as: settings.labels, vectorNames: names) { "image \($0)" }
        let ordered = used.ordered(as: classOrder)
        orderNote = ordered.map { _ in SampleLabels.orderNote(classOrder).escapingControls }
        selection = try SampleSelection(ordered ?? used, settings)
        var info = selection.info(channels: base.channels, height: base.height, width: base.width)
        info.copies *= base.copies
        if case .vectors = selection.labels {
            (info.labelKind, info.classNames) = (base.labelKind, base.classNames)
            if base.labelKind == .vectors { info.classCounts = [] }
        }
        self.info = info
        flipsInTraining = settings.mirror == .flip
    }

    var warnings: [String] { [orderNote].compactMap(\.self) + selection.warnings }

    /// The samples of the data set to read, and the rows among them to mirror.
    func chosen(_ indices: [Int]) -> (indices: [Int], mirrored: [Int]) {
        let count = selection.rows.count
        let rows = indices.map { index in
            precondition((0..<info.count).contains(index), "sample \(index) is outside 0 ..< \(info.count)")
            return Int(selection.positions[Int(selection.rows[index % count])])
        }
        return (rows, indices.indices.filter { indices[$0] >= count })
    }

    /// [N, labelSize], row-major.
    func labels(at indices: [Int]) -> [Float] {
        indices.reduce(into: []) { selection.appendLabel(of: $1 % selection.rows.count, to: &$0) }
    }

    /// A text that changes with the chosen samples, their order and their labels.
    var identity: String {
        let names = Array(info.classNames.joined(separator: "\n").utf8)
        let checksums = [
            Checksum.of(selection.positions), Checksum.of(labels(at: Array(selection.rows.indices))),
            Checksum.of(names),
            selection.isDoubled ? 1 : 0,
        ]
        return checksums.map { String($0, radix: 16) }.joined(separator: "-")
    }
}

extension DatasetInfo {
    /// The labels of all samples.
    /// - Parameters:
    ///   - data: has this `info`.
    ///   - read: returns the labels of some samples, [N, labelSize].
    /// - Throws: `ContractViolation` if `data` returns other labels than it announces; errors of `read`.
    func sampleLabels(of data: any Component, _ read: ([Int]) throws -> [Float]) throws -> SampleLabels {
        guard labelKind != .none, labelSize > 0 else { return .none(count: count) }
        var (classes, vectors): ([Int32], [[Float]]) = ([], [])
        for start in stride(from: 0, to: count, by: blockSize) {
            let indices = Array(start..<min(start + blockSize, count))
            let values = try read(indices)
            guard values.count == indices.count * labelSize else {
                throw ContractViolation(
                    data, "returned \(counted(values.count, "label value")) for \(counted(indices.count, "sample"))",
                    expected: "[\(indices.count), \(labelSize)]", fix: "return `info.labelSize` values for each sample")
            }
            let rows = indices.indices.map { Array(values[$0 * labelSize..<($0 + 1) * labelSize]) }
            if labelKind == .classes { classes += try rows.map { try classOf($0, data) } } else { vectors += rows }
        }
        guard labelKind == .classes else { return .vectors(vectors) }
        let names = classNames.count == labelSize ? classNames : (0..<labelSize).map { "\($0)" }
        return .classes(classes, names: names)
    }

    /// About 4 MB of labels at a time.
    private var blockSize: Int { max(1 << 20 / labelSize, 1) }

    private func classOf(_ row: [Float], _ data: any Component) throws -> Int32 {
        guard row.isOneHot, let index = row.firstIndex(of: 1) else {
            throw ContractViolation(
                data, "returned labels that are not one-hot", expected: "a single 1 in each row, as for classes",
                fix: "use oneHot(classes:), or announce another labelKind")
        }
        return Int32(index)
    }
}
