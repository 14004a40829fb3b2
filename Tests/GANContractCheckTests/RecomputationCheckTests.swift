import GANCore
import GANTestSupport
import Testing

/// Networks whose blocks are computed again in the backward pass.
@Suite(.onChosenBackend) struct RecomputationCheckTests {
    @Test func findsNothingWrongWithASoundNetwork() throws {
        let outcomes = try check(RecomputedGenerator.self, .generator)
        #expect(outcomes[.recomputation] == .passed)
        #expect(outcomes.values.allSatisfy { $0 == .passed }, "\(outcomes)")
    }

    @Test(arguments: [
        (RecomputedGenerator.Fault.stream, "the gradient of z differs if its blocks are computed again\n  fix: call"),
        (.owner, "the buffer `block.passes` differs if its blocks are computed again\n  fix: call `recomputed` of the"),
        (.idle, "it keeps "),
    ]) func findsASecondRunThatDiffers(_ fault: RecomputedGenerator.Fault, _ words: String) throws {
        let outcomes = try check(RecomputedGenerator.self, .generator, ["fault": fault.rawValue])
        #expect(outcomes[.microbatch] == .passed, "nothing else finds it")
        #expect(failure(outcomes[.recomputation]).hasPrefix(words), "\(outcomes)")
    }

    /// It has no second run.
    @Test func leavesOtherNetworksAlone() throws {
        #expect(try check(AxisGenerator.self, .generator)[.recomputation] == nil)
    }
}
