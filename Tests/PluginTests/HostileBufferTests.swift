import GANCore
import GANModule
import GANTensor
import GANTestSupport
import Testing

@testable import Augmenters

/// State of augmenters that no run of ours leaves in a checkpoint.
@Suite(.onChosenBackend) struct HostileBufferTests {
    /// NVlabs' rule knows no upper bound.
    @Test(arguments: [
        (AdaptiveOptions.Rule?.some(.nvlabs), 1.5, "no error"),
        (.some(.nvlabs), -0.5, "`p` is -0.5, which is below 0.0"),
        (.some(.studiogan), 1, "no error"),
        (.some(.studiogan), 1.5, "`p` is 1.5, which is not in 0.0 ... 1.0"),
        (nil, 1.5, "`p` is 1.5, which is not in 0.0 ... 1.0"),
    ]) func probabilities(_ rule: AdaptiveOptions.Rule?, _ p: Double, _ said: String) throws {
        func made() -> AdaptiveProbability {
            AdaptiveProbability(
                start: 0,
                rule.map { rule in
                    var options = AdaptiveOptions()
                    options.rule = rule
                    return options
                })
        }
        let other = made()
        other.p = p
        #expect(try refusal(ofStateOf: other, by: made()) == said)
    }

    /// Images of another size cannot stand in the place of reals, and no images cannot be counted through.
    @Test(arguments: [
        ([4, 3, 8, 8], true), ([0], true), ([0, 3, 8, 8], false), ([4, 3, 4, 8], false), ([4, 1, 8, 8], false),
        ([4, 8, 8], false),
    ]) func replacementsHaveTheSizeOfTheData(_ shape: [Int], _ isTaken: Bool) throws {
        func made() throws -> APA { try APA(APA.Settings(), testBuild("augment", .squares(8, classes: 2))) }
        let other = try made()
        other.pseudo = RowBuffer(.zeros(Shape(shape)))
        let problem = "`pseudo` has the shape \(shape), which is neither [0] nor [N, 3, 8, 8] with N above 0"
        #expect(try refusal(ofStateOf: other, by: made()) == (isTaken ? "no error" : problem))
    }
}
