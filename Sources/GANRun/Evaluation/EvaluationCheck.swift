import GANCore
import GANMetrics
import GANModule
import GANRecipe

/// Checks the requirements of a recipe's `evaluate` before training takes hours.
package struct EvaluationCheck {
    package let metrics: [ChosenMetric]
    /// The feature extractor; a failure if its weights are missing.
    package let extractor: Result<LoadedExtractor, RunError>

    /// - Returns: nil where the recipe asks for no score.
    /// - Throws: `RunError` where it asks for scores that no weights of the features would bring.
    package init?(_ recipe: CheckedRecipe, _ composition: Composition) throws {
        let settings = composition.section(EvaluateSection.self)
        guard !settings.metrics.isEmpty else { return nil }
        do { metrics = try ChosenMetric.all(settings.metrics, composition.data.info) } catch {
            throw RunError.unfit("evaluate.metrics: \(error)")
        }
        try Self.check(settings, metrics, composition)
        if settings.reference == .test { try Self.checkTestPart(of: recipe, composition.data.info) }
        extractor = try Self.extractor(settings, composition.data.info)
    }

    /// Warnings for a command that does not train: one if weights are missing.
    package var warnings: [String] {
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
        let test = try chosen.open(classOrder: training.classNames) { _ in }.info.namesOfClasses
        guard test != training.namesOfClasses else { return }
        throw RunError.failed(
            "the classes of the test part (\(listed(test))) are not those of the training data"
                + " (\(listed(training.namesOfClasses)))\n  fix: set evaluate.reference to train")
    }

    private static func extractor(
        _ settings: EvaluateSection, _ data: DatasetInfo
    ) throws -> Result<LoadedExtractor, RunError> {
        let (library, choice) = (FeatureLibrary(), settings.features)
        let make = {
            try library.extractor(
                choice, preparation: settings.preparation, weights: settings.weights, data,
                alternative: "or train without scores: evaluate.metrics=[]")
        }
        guard settings.weights == nil, library.found(choice.name) == nil else { return .success(try make()) }
        do { return .success(try make()) } catch let missing as RunError { return .failure(missing) }
    }
}
