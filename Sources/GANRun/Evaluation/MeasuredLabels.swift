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
        guard asked.count > measured.count, let problem else { return [] }
        return ["\(problem), so metrics of single classes are not computed"]
    }
}

extension ChosenMetric {
    /// Whether the labels of both sides must mean the same.
    fileprivate var readsLabels: Bool { needs.classes || needs.groups }
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
