import BigGAN
import GANCore
import GANTestSupport
import Heads
import Testing

/// What the networks and heads say of recipes that cannot work.
@Suite(.onChosenBackend) struct RecipeErrorTests {
    /// The error that `body` throws, wherever in the recipe it stands.
    private func message(_ body: () throws -> Void) -> String {
        do { try body() } catch let error as LocatedRecipeError {
            return "\(error.place): \(error.error)"
        } catch { return "\(error)" }
        return ""
    }

    @Test func namesSizesWithoutATable() {
        let expected = """
            the images are 16 × 16, but the published channels are for a size that is a start, whose shorter side has 3 to 7 pixels, doubled 3 to 7 times
              fix: set data.resolution to 24 or 32
            """
        #expect(message { _ = try generator(.squares(16, classes: 3)) } == expected)
        #expect(message { _ = try discriminator(.squares(16, classes: 3)) } == expected)
    }

    @Test func namesLatentsThatDoNotSplit() {
        #expect(
            message { _ = try generator { ($0.conditioning.zDim, $0.network.variant) = (14, .studiogan) } } == """
                z_dim: it is 14, but hierarchical latents need a multiple of 4: one chunk for the linear layer and one for each of the 3 blocks
                  fix: set z_dim: 12
                """)
        #expect(
            message { _ = try generator { $0.conditioning.zDim = 3 } } == """
                z_dim: it is 3, but hierarchical latents need at least 4: one chunk for the linear layer and one for each of the 3 blocks
                  fix: set z_dim: 4
                """)
        #expect(message { _ = try generator { $0.conditioning.zDim = 14 } } == "")
    }

    @Test func namesAttentionWithoutAPlace() {
        #expect(
            message { _ = try generator { $0.network.attention = [4] } } == """
                attention: no block has the output resolution 4
                  fix: choose from 8, 16, 32, or [] for none
                """)
        #expect(
            message { _ = try discriminator { $0.network.attention = [32] } } == """
                attention: no block has the output resolution 32
                  fix: choose from 16, 8, or [] for none
                """)
        #expect(
            message { _ = try discriminator { ($0.network.attention, $0.network.ch) = ([16], 1) } } == """
                attention: at the resolution 16 there are 4 channels, but attention needs 8
                  fix: use a larger `ch`
                """)
    }

    @Test(arguments: ["auxiliary_classifier", "contrastive", "d2d_ce", "multi_hinge"])
    func namesLabelsThatAreNoClasses(_ head: String) {
        #expect(
            message { _ = try discriminator(.squares(32), conditioner: nil) { $0.head = ComponentReference(head) } }
                == """
                discriminator.head: this head needs classes as labels
                  fix: use data with classes, or another head
                """)
    }

    @Test func namesAProjectionOntoNothing() {
        #expect(
            message {
                _ = try discriminator(.squares(32), conditioner: nil) { $0.head = ComponentReference("projection") }
            } == """
                discriminator.head: this head needs labels, but the data has none
                  fix: set head: none, or use labeled data
                """)
        #expect(
            message { _ = try discriminator(conditioner: nil) { $0.head = ComponentReference("stylegan_projection") } }
                == """
                discriminator.head: this head needs a label embedding, but the recipe has no conditioner
                  fix: add `conditioner: embedding`
                """)
    }
}
