import GANCore
import GANMetrics
import GANModule
import GANRecipe

/// Checks the requirements of a recipe's `evaluate` before training takes hours.
package struct EvaluationCheck {
    /// The metrics that are measured.
    package let metrics: [ChosenMetric]
    /// The feature extractor; a failure if the recipe names one and its weights are missing.
    package let extractor: Result<LoadedExtractor, RunError>
    /// A warning with the metrics that are not measured because the extractor that the images ask for has no weights; nil if all are.
    package let leftOut: String?

    /// - Returns: nil where the recipe asks for no score.
    /// - Throws: `RunError` where it asks for scores that no weights of the features would bring.
    package init?(_ recipe: CheckedRecipe, _ composition: Composition) throws {
        let settings = composition.section(EvaluateSection.self)
        guard !settings.metrics.isEmpty else { return nil }
        let metrics: [ChosenMetric]
        do { metrics = try ChosenMetric.all(settings.metrics, composition.data.info) } catch {
            throw RunError.unfit("evaluate.metrics: \(error)")
        }
        try Self.check(settings, metrics, composition)
        if settings.reference == .test { try Self.checkTestPart(of: recipe, composition.data.info) }
        if let features = settings.features {
            (self.metrics, leftOut) = (metrics, nil)
            extractor = try Self.extractor(features, settings, composition.data.info)
        } else {
            let measurable = ChosenFeatures.Measurable(metrics, with: try Self.usualFeatures(of: composition.data))
            self.metrics = measurable.metrics
            (extractor, leftOut) = (.success(measurable.extractor), measurable.warning)
        }
    }

    /// Reads images up to the first one with color.
    private static func usualFeatures(of data: any Dataset) throws -> ChosenFeatures {
        let form: MeasuredForm
        do { form = try MeasuredForm(data) } catch { throw RunError.failed(error.words) }
        return try FeatureLibrary().features(of: [form], data.info)
    }

    /// Warnings for a command that does not train: one if weights are missing.
    package var warnings: [String] {
        if let leftOut { return [leftOut] }
        guard case .failure(let missing) = extractor else { return [] }
        return ["warning: \(missing.description)"]
    }

    private static func check(
        _ settings: EvaluateSection, _ metrics: [ChosenMetric], _ composition: Composition
    ) throws {
        for metric in metrics where !metric.needs.fits(composition.data.info.labelKind) {
            let missing = metric.needs.classes ? "classes" : "labels"
            throw RunError.unfit(
                "evaluate.metrics contains \(metric.name), but the data have no \(missing)\n  fix: remove it from evaluate.metrics"
            )
        }
        if settings.standingStatistics != nil, !composition.generator.hasBatchStatistics {
            throw RunError.unfit(
                "evaluate.standing_statistics needs a generator with batch normalization, but this one has none"
                    + "\n  fix: remove this key")
        }
    }

    /// Reads labels, and decodes no image.
    private static func checkTestPart(of recipe: CheckedRecipe, _ training: DatasetInfo) throws {
        let text = RecipeWriter().text(recipe.resolved)
        let chosen = try ReferenceData.choose(.test) {
            let data = try DatasetReference(recipe: text, name: "the recipe", overrides: $0)
            guard data.node["split"] != nil else {
                throw RunError.unfit(
                    "evaluate.reference is test, but the data (`\(data.type)`) have no test part"
                        + "\n  fix: set evaluate.reference to train")
            }
            return data
        }
        let test = try chosen.open(classOrder: training.classNames) { _ in }.info
        guard !test.hasLabels(of: training) else { return }
        throw RunError.failed(
            "the test part has \(test.labelsInWords), but the training data have \(training.labelsInWords)"
                + "\n  fix: set evaluate.reference to train")
    }

    private static func extractor(
        _ choice: ComponentReference<any FeatureExtractor>, _ settings: EvaluateSection, _ data: DatasetInfo
    ) throws -> Result<LoadedExtractor, RunError> {
        let library = FeatureLibrary()
        let make = {
            try library.extractor(
                choice, preparation: settings.preparation, weights: settings.weights, data,
                alternative: "or train without scores: evaluate.metrics=[]")
        }
        guard settings.weights == nil, library.found(choice.name) == nil else { return .success(try make()) }
        do { return .success(try make()) } catch let missing as RunError { return .failure(missing) }
    }
}
