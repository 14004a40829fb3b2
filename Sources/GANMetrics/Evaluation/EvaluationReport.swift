import GANCore

/// Scores with everything that they depend on: the JSON that `ganzoo evaluate` writes.
package struct EvaluationReport: Hashable, Sendable {
    /// The format that is written now. Files without a number have format 1; `EvaluationReportMigration` converts them.
    package static let currentFormat = 2

    /// A metric that was measured.
    package struct Measured: Codable, Hashable, Sendable {
        /// The metric's name.
        package let type: String
        /// The settings by key, defaults included.
        package let settings: [String: JSONTree]
        /// Its scores, the main one first.
        package let scores: [ScoreName]
    }

    package struct ScoreName: Codable, Hashable, Sendable {
        package let name: String
        package let better: ScoreDirection
    }

    /// The scores by name: `fid`, `fd_fmnist`. The standard deviation of `kid` is `kid_deviation`.
    package var scores: [String: Double] = [:]
    /// The metrics in the order in which they were requested.
    package var metrics: [Measured] = []
    package var classScores: [ClassScores] = []
    package var classMatrices: [ClassMatrix] = []
    /// Caveats for the scores.
    package var caveats: [String] = []
    package var measuredBy: EvaluationSettings

    package init(_ measuredBy: EvaluationSettings) { self.measuredBy = measuredBy }

    /// Names of scores in the order of the metrics. Deviations stand with their scores.
    package var orderedScores: [String] { metrics.flatMap(\.scores).map(\.name).filter { scores[$0] != nil } }

    /// Whether lower or higher values of a score are better; nil if no metric has the score.
    package func better(_ score: String) -> ScoreDirection? {
        metrics.lazy.flatMap(\.scores).first { $0.name == score }?.better
    }

    /// Adds what a metric computed.
    /// - Throws: `MetricError` if a score is not finite, or a name is used twice or is not a word.
    package mutating func add(_ result: MetricResult, of metric: ChosenMetric) throws(MetricError) {
        try check(result, metric.name)
        for score in result.scores {
            scores[score.name] = score.value
            scores["\(score.name)_deviation"] = score.deviation
        }
        metrics.append(
            Measured(
                type: metric.name, settings: metric.settings,
                scores: result.scores.map { ScoreName(name: $0.name, better: $0.better) }))
        classScores += result.classes
        classMatrices += result.matrices
        caveats += result.caveats
    }

    private func check(_ result: MetricResult, _ metric: String) throws(MetricError) {
        let fix = "report this to the author of the metric"
        var taken = Set(scores.keys)
        for score in result.scores {
            guard Self.isName(score.name) else {
                throw MetricError("`\(score.name)` is not a name for a score of `\(metric)`", fix: fix)
            }
            guard taken.insert(score.name).inserted else {
                throw MetricError(
                    "`\(metric)` computes a score `\(score.name)`, but another score already has this name", fix: fix)
            }
            guard score.value.isFinite, score.deviation?.isFinite ?? true else {
                throw MetricError("the score `\(score.name)` is not finite", fix: "check images and weights, or \(fix)")
            }
        }
        let names = result.classes.map(\.name) + result.matrices.map(\.name)
        guard let wrong = names.first(where: { !Self.isName($0) }) else { return }
        throw MetricError("`\(wrong)` is not a name for a table of `\(metric)`", fix: fix)
    }

    /// Whether both were measured in the same way: only the program and the metrics may differ, but not the settings of a metric
    /// that both have.
    package func isMeasuredLike(_ other: EvaluationReport) -> Bool {
        measuredBy.isLike(other.measuredBy)
            && metrics.allSatisfy { own in
                other.metrics.allSatisfy { $0.type != own.type || $0.settings == own.settings }
            }
    }
}

extension ClassScores {
    /// Most training images first; in their order if the numbers are unknown.
    package var headToTail: [Row] {
        rows.enumerated().sorted { first, second in
            (-(first.element.trainingImages ?? 0), first.offset) < (
                -(second.element.trainingImages ?? 0), second.offset
            )
        }.map(\.element)
    }
}

// MARK: - JSON

extension EvaluationReport: Codable {
    private enum CodingKeys: String, CodingKey {
        case format, scores, metrics, caveats
        case classScores = "class_scores"
        case classMatrices = "class_matrices"
        case measuredBy = "protocol"
    }

    /// Reads every format up to the current one.
    package init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        let format = try values.decodeIfPresent(Int.self, forKey: .format) ?? 1
        switch format {
        case 1:
            self = try EvaluationReportMigration(JSONTree(from: decoder)).report()
        case 2:
            scores = try values.decode([String: Double].self, forKey: .scores)
            metrics = try values.decode([Measured].self, forKey: .metrics)
            classScores = try values.decode([ClassScores].self, forKey: .classScores)
            classMatrices = try values.decodeIfPresent([ClassMatrix].self, forKey: .classMatrices) ?? []
            caveats = try values.decode([String].self, forKey: .caveats)
            measuredBy = try values.decode(EvaluationSettings.self, forKey: .measuredBy)
        default:
            throw DecodingError.dataCorruptedError(
                forKey: .format, in: values,
                debugDescription:
                    "its format is \(format), but this program reads formats up to \(Self.currentFormat)")
        }
    }

    package func encode(to encoder: any Encoder) throws {
        var values = encoder.container(keyedBy: CodingKeys.self)
        try values.encode(Self.currentFormat, forKey: .format)
        try values.encode(scores, forKey: .scores)
        try values.encode(metrics, forKey: .metrics)
        try values.encode(classScores, forKey: .classScores)
        // Reports without a matrix are those of earlier programs.
        if !classMatrices.isEmpty { try values.encode(classMatrices, forKey: .classMatrices) }
        try values.encode(caveats, forKey: .caveats)
        try values.encode(measuredBy, forKey: .measuredBy)
    }
}
