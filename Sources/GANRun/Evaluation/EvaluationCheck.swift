import GANCore
import GANMetrics
import GANModule
import GANRecipe

/// What a recipe's `evaluate` needs, looked at before training takes hours.
package struct EvaluationCheck {
    /// What images are seen through; a failure where there are no weights of it.
    package let extractor: Result<any FeatureExtractor, RunError>

    /// - Returns: nil where the recipe asks for no score.
    /// - Throws: `RunError` where it asks for scores that no weights of the features would bring.
    package init?(_ recipe: CheckedRecipe, _ composition: Composition) throws {
        let settings = composition.section(EvaluateSettings.self)
        guard !settings.metrics.isEmpty else { return nil }
        try Self.check(settings, composition)
        if settings.reference == .test { try Self.checkTestPart(of: recipe, composition.data.info) }
        extractor = try Self.extractor(settings)
    }

    /// For a command that trains nothing: a warning where there are no weights.
    package var warnings: [String] {
        guard case .failure(let missing) = extractor else { return [] }
        return ["warning: \(missing.description)"]
    }

    private static func check(_ settings: EvaluateSettings, _ composition: Composition) throws {
        for metric in settings.metrics where metric.needsClasses && composition.data.info.labelKind != .classes {
            throw RunError.unfit(
                "evaluate.metrics names \(metric.rawValue), and the data have no classes\n  fix: leave it out")
        }
        if settings.standingStatistics != nil, !composition.generator.hasBatchStatistics {
            throw RunError.unfit(
                "evaluate.standing_statistics needs a generator with batch normalization, and this one has none"
                    + "\n  fix: leave it out")
        }
    }

    /// Reads labels, and decodes no image.
    private static func checkTestPart(of recipe: CheckedRecipe, _ training: DatasetInfo) throws {
        let text = RecipeWriter().text(recipe.resolved)
        let chosen = try ReferenceData.choose(.test) {
            let data = try DatasetReference(recipe: text, name: "the recipe", overrides: $0)
            guard data.node["split"] != nil else {
                throw RunError.unfit(
                    "evaluate.reference is test, and the data (`\(data.type)`) have no test part"
                        + "\n  fix: evaluate.reference=train")
            }
            return data
        }
        let test = try chosen.open(classOrder: training.classNames) { _ in }.info.namesOfClasses
        guard test != training.namesOfClasses else { return }
        throw RunError.failed(
            "the classes of the test part (\(listed(test))) are not those of the training data"
                + " (\(listed(training.namesOfClasses)))\n  fix: evaluate.reference=train")
    }

    private static func extractor(
        _ settings: EvaluateSettings
    ) throws -> Result<any FeatureExtractor, RunError> {
        let library = FeatureLibrary()
        let make = {
            try library.extractor(
                settings.features, weights: nil, settings.preparation,
                alternative: "or train without scores: evaluate.metrics=[]")
        }
        guard library.found(settings.features) == nil else { return .success(try make()) }
        do { return .success(try make()) } catch let missing as RunError { return .failure(missing) }
    }
}
