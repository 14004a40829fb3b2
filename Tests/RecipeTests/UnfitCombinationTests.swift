import Foundation
import GANCore
import GANRecipe
import GANTestSupport
import Testing

/// Combinations of components that would train for another objective than the recipe says.
@Suite struct UnfitCombinationTests {
    private static let utlo = ["generator.class_free_resolution=8", "discriminator.class_free_resolution=8"]

    private func expectRefusal(_ overrides: [String], _ message: String, fix: String) throws {
        let place = try Workplace()
        let path = try place.write("recipe.yaml", SmallRecipe.text(data: "per_class: 4, long_tail: ~"))
        do throws(RecipeErrors) {
            _ = try Composer.compose(try RecipeLoader(.linked).check(path: path, overrides: overrides))
            Issue.record("\(overrides) is accepted")
        } catch {
            #expect(error.problems.map(\.message) == [message])
            #expect(error.problems.map(\.hint) == [fix])
        }
    }

    /// A weight of 3 would turn the loss with labels around: 1 - 3/2.
    @Test func utloTakesNoWeight() throws {
        try expectRefusal(
            Self.utlo + ["data.resolution=16", "regularizers={utlo: {weight: 3}}"],
            "`regularizers.utlo.weight`: this term takes its weight from the loss with labels, so it must be 1",
            fix: "remove this key, and choose the weight with `alpha`")
        try expectRefusal(
            Self.utlo + ["data.resolution=16", "regularizers={utlo: {every: 4}}"],
            "`regularizers.utlo.every`: it is 4, but this term belongs to the loss of every step",
            fix: "remove this key")
    }

    @Test func topKPassesNoLabelsOn() throws {
        try expectRefusal(
            ["loss={type: top_k, loss: logit_adjusted}"],
            "`loss.loss`: `logit_adjusted` adjusts logits by labels, which top_k does not pass on",
            fix: "use it around top_k: `loss: {type: logit_adjusted, loss: top_k}`")
    }

    @Test func theTransitionalHeadsLogitsReadNoLabels() throws {
        try expectRefusal(
            ["discriminator.head=transitional", "conditioner=transitional_embedding", "loss=class_weighted"],
            "`discriminator.head`: `class_weighted` adjusts logits by labels, but this head's logits judge images alone",
            fix: "use another loss, such as logistic, or another head")
    }

    /// Twins repeat labels, which then meet real images of other classes.
    @Test func pairsAndViewsDoNotFit() throws {
        try expectRefusal(
            [
                "loss=relativistic", "train.fake_sampler=paired", "train.batch=8", "regularizers={noisy_twins: {}}",
                "conditioner={type: noisy_embedding, sigma: 0.2}",
            ],
            "`train.fake_sampler`: it gives each generated image the class of the real one that the loss compares it with, but `regularizers.noisy_twins` generates several images of each latent",
            fix: "remove `regularizers.noisy_twins`, or use a loss without pairs, such as logistic")
    }
}
