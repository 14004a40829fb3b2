import GANCore
import GANRecipe
import GANTestSupport
import Testing

/// Batches that `statistics_batch` does not divide.
@Suite(.onChosenBackend) struct StatisticsGroupTests {
    private func compose(_ file: String, _ overrides: [String]) throws {
        let recipe = try RecipeLoader(.linked).check(
            path: Recipes.path(file), overrides: Recipes.standIns(file) + overrides)
        _ = try Composer.compose(recipe)
    }

    @Test func areRefused() throws {
        let error = #expect(throws: RecipeErrors.self) { try compose("cifar10/biggan.yaml", ["train.batch=40"]) }
        let text = "\(try #require(error))"
        #expect(
            text.contains("40 images do not divide into groups of 25, the value of generator.statistics_batch"),
            "\(text)")
        #expect(text.contains("set train.batch to 25 or 50"), "\(text)")
        try compose("cifar10/biggan.yaml", ["train.batch=40", "generator.statistics_batch=null"])
    }

    /// Slices of 128 hold four groups of 32, slices of 16 none.
    @Test func countInSlices() throws {
        try compose("imagenet/biggan_128.yaml", ["train.batch=256", "train.microbatch=128"])
        let error = #expect(throws: RecipeErrors.self) {
            try compose("imagenet/biggan_128.yaml", ["train.batch=256", "train.microbatch=16"])
        }
        #expect("\(try #require(error))".contains("16 images do not divide into groups of 32"))
    }
}
