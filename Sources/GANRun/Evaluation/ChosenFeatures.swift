import GANCore
import GANMetrics
import GANTrain

/// The feature extractor of an evaluation, or the reason why there is none.
package enum ChosenFeatures {
    case extractor(LoadedExtractor)
    /// Nobody named an extractor, and the one that the images ask for has no weights here.
    case missing(MissingFeatures)

    /// - Throws: `RunError` if there is none.
    package func get() throws -> LoadedExtractor {
        switch self {
        case .extractor(let extractor): return extractor
        case .missing(let missing): throw missing.error(leavingOut: [])
        }
    }

    /// The extractor; nil if there is none.
    package var found: LoadedExtractor? {
        guard case .extractor(let extractor) = self else { return nil }
        return extractor
    }

    /// The metrics that are measured without being asked for, for data of that kind. Without an extractor, they include those that
    /// would read its features.
    package func defaultMetrics(_ data: DatasetInfo) throws -> [ChosenMetric] {
        try ChosenMetric.defaults(
            data, found ?? LoadedExtractor(AbsentFeatures(.none, leavingOut: []), weightsHash: ""))
    }

    /// The extractor, and the metrics that can be measured with it.
    /// - Throws: `RunError` if none of the metrics can be measured.
    package func measuring(_ metrics: [ChosenMetric]) throws -> Measurable {
        let measurable = Measurable(metrics, with: self)
        if let missing = measurable.missing, measurable.metrics.isEmpty {
            throw missing.error(leavingOut: measurable.leftOut)
        }
        return measurable
    }

    /// Metrics, and the extractor whose features they read. Without weights, those that read features are left out; every report then
    /// says which, and how to get the weights.
    package struct Measurable {
        package let extractor: LoadedExtractor
        package let metrics: [ChosenMetric]
        /// Names of the metrics that are left out.
        let leftOut: [String]
        let missing: MissingFeatures?

        init(_ metrics: [ChosenMetric], with features: ChosenFeatures) {
            switch features {
            case .extractor(let extractor):
                (self.extractor, self.metrics, leftOut, missing) = (extractor, metrics, [], nil)
            case .missing(let missing):
                leftOut = metrics.filter(\.needs.readsFeatures).map(\.name)
                let absent = AbsentFeatures(missing.metricError, leavingOut: leftOut)
                self.metrics = metrics.filter { !$0.needs.readsFeatures }
                (extractor, self.missing) = (LoadedExtractor(absent, weightsHash: ""), missing)
            }
        }

        /// A warning of a command that goes on without some metrics; nil if all are measured.
        var warning: String? { missing?.warning(leavingOut: leftOut) }
    }
}

/// An extractor that the images ask for, without its weights.
package struct MissingFeatures: Sendable {
    let usual: UsualFeatures
    /// Where weights were looked for.
    let places: String
    /// How to get the weights.
    package let advice: String

    /// One line, without a full stop.
    package var problem: String {
        "\(usual.reason), and the weights of `\(usual.name)`, which measures such images, were not found in \(places)"
    }

    /// - Parameter metrics: that cannot be measured.
    package func error(leavingOut metrics: [String]) -> RunError {
        let out = metrics.isEmpty ? "" : "; not measured: \(listed(metrics))"
        return .failed(problem + out, fixes: [.other(advice), .otherFeatures])
    }

    /// A warning of a command that goes on without these metrics.
    func warning(leavingOut metrics: [String]) -> String {
        "warning: not measured: \(listed(metrics)): \(problem)\n  fix: \(advice)"
    }

    var metricError: MetricError { MetricError(problem, fix: advice) }
}

extension MetricError {
    /// The error of an extractor that only stands for a missing one while metrics are chosen.
    fileprivate static let none = MetricError("there are no features", fix: "name a feature extractor")
}
