import BigGAN
import GANCore
import GANModule
import GANTensor
import GANTestSupport
import Heads
import Testing

@Suite(.onChosenBackend) struct DiscriminatorTests {
    static let heads = [
        "none", "projection", "stylegan_projection", "auxiliary_classifier", "contrastive", "d2d_ce", "multi_hinge",
    ]

    @Test(arguments: heads) func judgesWithEachHead(_ head: String) throws {
        let discriminator = try discriminator { $0.head = ComponentReference(head) }
        let output = try discriminator(images(3), labels(3), pass(.discriminator))
        #expect(output.logits.shape == [3])
        #expect(output.features?.shape == [3, 8])
        #expect(output.logits.isFinite())
        #expect(type(of: try #require(discriminator.head)).name == head)
        let reads = ["projection", "stylegan_projection", "multi_hinge"].contains(head)
        discriminator.setTraining(false)
        let again = try discriminator(images(3), labels(3), pass(nil)).logits
        let flipped = try discriminator(images(3), labels(3).flipped(1), pass(nil)).logits
        #expect((bits(again) != bits(flipped)) == reads)
    }

    @Test(arguments: [32, 64, 128]) func takesEveryResolution(_ side: Int) throws {
        let discriminator = try discriminator(.squares(side, classes: 3)) { $0.network.ch = 1 }
        #expect(try discriminator(images(2, side), labels(2), pass(.discriminator)).logits.shape == [2])
    }

    @Test(arguments: BigGANVariant.allCases) func deepOnesAreEquallyWide(_ variant: BigGANVariant) throws {
        let discriminator = try discriminator { settings in
            (settings.deep, settings.network.variant) = (true, variant)
        }
        #expect(try discriminator(images(2), labels(2), pass(.discriminator)).features?.shape == [2, 8])
    }

    @Test func withoutAConditionerLabelsDoNotCount() throws {
        let discriminator = try discriminator(conditioner: nil)
        #expect(type(of: try #require(discriminator.head)).name == "none")
        #expect(type(of: try #require(try BigGANTests.discriminator().head)).name == "projection")
    }

    /// The logit and the class's vector are normalized as the rest is, and bear the names of published checkpoints.
    @Test func namesAreThoseOfCheckpoints() throws {
        let names = try discriminator().buffers().map(\.path)
        for name in ["linear.u0", "embed.u0", "embed.sv0", "blocks.0.0.conv_sc.u0"] { #expect(names.contains(name)) }
    }
}
