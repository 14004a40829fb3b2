import GANCore

/// A metric with the settings that it was made with.
package struct ChosenMetric {
    package let name: String
    package let metric: any Metric
    package let needs: MetricNeeds
    /// The settings by key, defaults included.
    package let settings: [String: JSONTree]

    /// - Parameter data: of the reference images.
    /// - Throws: `RecipeError` if there is no such metric, or its settings do not fit the data.
    package init(_ choice: ComponentReference<any Metric>, _ data: DatasetInfo) throws {
        let chosen = try choice.choice()
        let made = try chosen.make(BuildContext(path: "evaluate.metrics.\(choice.name)", data: data, seed: 0))
        guard let metric = made as? any Metric else {
            throw RecipeError(
                problem: "`\(choice.name)` is not a metric", fix: "choose one from `ganzoo component list metric`")
        }
        (name, self.metric) = (choice.name, metric)
        needs = Self.needs(of: metric, name)
        let entries = chosen.entries.map { ($0.key, JSONTree($0.value)) }
        settings = Dictionary(entries) { first, _ in first }
    }

    /// A metric with its default settings.
    init(_ metric: any Metric) {
        (name, self.metric, settings) = (type(of: metric).name, metric, [:])
        needs = Self.needs(of: metric, name)
    }

    private static func needs(of metric: any Metric, _ name: String) -> MetricNeeds {
        ComponentError.marking("evaluate.metrics.\(name)") { metric.needs }
    }

    /// The scores of the metric.
    /// - Throws: `MetricError` if it cannot be computed; `ComponentError` with another error of the metric, or if it returns no
    ///   score, or a value of a class that is not finite.
    package func measure(_ inputs: MetricInputs) throws -> MetricResult {
        try ComponentError.locating("evaluate.metrics.\(name)", isThorough: true) {
            let result = try metric.measure(inputs)
            guard !result.scores.isEmpty else {
                throw ContractViolation(
                    metric, "returned no score", expected: "at least one",
                    fix: "throw a MetricError with the reason if it cannot be computed")
            }
            for table in result.classes { try check(table) }
            if let matrix = result.matrices.first(where: { !$0.isWhole }) {
                throw ContractViolation(
                    metric, "returned a matrix `\(matrix.name)` that is not one",
                    expected:
                        "a row and a column for each of its classes, of finite numbers or nil",
                    fix: "return nil where a pair of classes has no number")
            }
            return result
        }
    }

    private func check(_ table: ClassScores) throws(ContractViolation) {
        guard let row = table.rows.first(where: { $0.value.map { !$0.isFinite } ?? false }), let value = row.value
        else {
            return
        }
        throw ContractViolation(
            metric, "returned the value \(value) of class `\(row.name)` in the table `\(table.name)`",
            expected: "a finite number, or nil with a caveat", fix: "return nil where the class has too few images")
    }

    /// All of them, each once.
    /// - Throws: `RecipeError`.
    package static func all(
        _ choices: [ComponentReference<any Metric>], _ data: DatasetInfo
    ) throws -> [ChosenMetric] {
        var seen: Set<String> = []
        return try choices.filter { seen.insert($0.name).inserted }.map { try ChosenMetric($0, data) }
    }

    /// The registered metrics that are measured without being asked for, and fit the images.
    package static func defaults(_ data: DatasetInfo, _ extractor: LoadedExtractor) throws -> [ChosenMetric] {
        try ComponentCatalog.linked.entries(.metric)
            .filter { ($0.type as? any Metric.Type)?.isMeasuredByDefault ?? false }
            .map { try ChosenMetric(ComponentReference($0.name), data) }
            .filter { metric in
                metric.needs.fits(data.labelKind)
                    && (extractor.network.classCount > 0 || !metric.needs.probabilities)
            }
    }
}

extension [ChosenMetric] {
    /// Whether a metric reads images or features of the set.
    package func read(_ set: MeasuredSet) -> Bool { contains { $0.needs.reads(set) } }

    /// Whether a metric reads features of the set.
    package func readFeatures(of set: MeasuredSet) -> Bool {
        contains { $0.needs.features.contains(set) || (set == .generated && $0.needs.probabilities) }
    }
}
