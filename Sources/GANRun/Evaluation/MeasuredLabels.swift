import GANCore
import GANMetrics
import GANTrain

/// The labels of images that are measured.
package struct MeasuredLabels {
    /// Of the images; or of the generator's training data, which its labels are those of.
    package let info: DatasetInfo
    /// How labels of generated images are drawn; nil for images that exist.
    package let prior: LabelPrior?
    /// Groups of images that some metrics measure one by one; nil if there are no labels.
    package let groups: LabelGroups?
    /// Whether somebody asked for the metrics. Of others, those that do not fit the labels are left out.
    package var metricsAreChosen = true

    package init(_ info: DatasetInfo, prior: LabelPrior? = nil, groups: LabelGroups?) {
        (self.info, self.prior, self.groups) = (info, prior, groups)
    }

    /// The expected share of each class among the images; empty if it is unknown, and for other labels.
    package var classShares: [Double] {
        guard info.labelKind == .classes else { return [] }
        return prior == .uniform ? Self.shares([Int](repeating: 1, count: info.labelSize)) : Self.shares(info.counts)
    }

    private static func shares(_ counts: [Int]) -> [Double] {
        let total = counts.reduce(0, +)
        return total == 0 ? [] : counts.map { Double($0) / Double(total) }
    }
}

/// The labels of images beside those of the reference.
struct ComparedLabels {
    private let own: MeasuredLabels
    private let reference: DatasetInfo

    init(_ own: MeasuredLabels, with reference: DatasetInfo) { (self.own, self.reference) = (own, reference) }

    /// What differs, on one line without a full stop. Nil if the labels mean the same; if one side has only numbers, the numbers are
    /// compared.
    var problem: String? {
        own.info.hasLabels(of: reference)
            ? nil : "the images have \(own.info.labelsInWords), but the reference has \(reference.labelsInWords)"
    }

    /// The metrics that can be measured: those of single classes, attributes or bins need the same ones on both sides.
    /// - Throws: `RunError.unfit` if somebody asked for one that cannot.
    func measurable(_ metrics: [ChosenMetric]) throws -> [ChosenMetric] {
        guard let problem, let first = metrics.first(where: \.readsLabels) else { return metrics }
        guard own.metricsAreChosen else { return metrics.filter { !$0.readsLabels } }
        let areClasses = own.info.labelKind == .classes && reference.labelKind == .classes
        let fix = areClasses ? "use the same names for the class folders" : "use a reference with the same labels"
        throw RunError.unfit(problem, fixes: [.other("\(fix), or omit \(first.name)")])
    }

    /// Caveats of scores.
    /// - Parameters:
    ///   - asked: the metrics before those that cannot be measured were left out.
    ///   - measured: the others.
    func caveats(_ asked: [ChosenMetric], measured: [ChosenMetric]) -> [String] {
        var caveats = [sharesCaveat(measured)].compactMap(\.self)
        if asked.count > measured.count, let problem {
            caveats.append("\(problem), so metrics of single classes are not computed")
        }
        return caveats
    }

    /// A smaller difference is that of images whose classes were drawn at random, and of data sets that are called balanced.
    private static let leastDifference = 0.1

    private func sharesCaveat(_ metrics: [ChosenMetric]) -> String? {
        let others = MeasuredLabels(reference, groups: nil).classShares
        let (shares, pooled) = (own.classShares, metrics.filter(\.comparesAllImages).map(\.name))
        guard problem == nil, shares.count == others.count, !pooled.isEmpty else { return nil }
        // The total variation distance.
        let difference = zip(shares, others).reduce(0) { $0 + ($1.0 - $1.1).magnitude } / 2
        guard difference >= Self.leastDifference else { return nil }
        let percent = Int((difference * 100).rounded())
        return "classes: their shares differ from the reference's, by \(percent) % of the images;"
            + " the difference counts in \(listed(pooled))"
    }
}

extension ChosenMetric {
    /// Whether the labels of both sides must mean the same.
    fileprivate var readsLabels: Bool { needs.classes || needs.groups }

    /// Whether it compares all images with all real ones, whatever their classes are.
    fileprivate var comparesAllImages: Bool { needs.reads(.real) && needs.reads(.generated) }
}

extension DatasetInfo {
    /// Whether the labels of both have the same meaning.
    package func hasLabels(of other: DatasetInfo) -> Bool {
        guard labelKind == other.labelKind, labelSize == other.labelSize else { return false }
        return classNames == other.classNames || !namesClasses || !other.namesClasses
    }

    /// "the classes cat, dog".
    package var labelsInWords: String {
        switch labelKind {
        case .none: "no labels"
        case .classes, .attributes: "the \(labelKind.rawValue) \(listed((0..<labelSize).map { name(at: $0) }))"
        case .vectors: "label vectors of \(counted(labelSize, "number"))"
        }
    }
}
