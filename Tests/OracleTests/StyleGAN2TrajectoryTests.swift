import GANModule
import GANTestSupport
import Testing

/// Whole training iterations against the published loop under PyTorch (METHODS §2).
@Suite(.onChosenBackend) struct StyleGAN2TrajectoryTests {
    private static let name = "stylegan2_trajectory_16"

    /// The published code's own end. Float32 alone moves its mapping's weights by 2.6e-3 in these iterations.
    @Test func endsAsPublished() throws {
        try expectSameEnd(StyleGAN2Oracle(Self.name), mappingWeights: 3e-3)
    }

    /// From other weights, whose biases are not zero: Tests/Reference/trajectory.py.
    @Test func endsAsPublishedFromOtherWeights() throws {
        try expectSameEnd(StyleGAN2Oracle(try openPyTorchReference(Self.name)))
    }

    private func expectSameEnd(
        _ oracle: StyleGAN2Oracle, mappingWeights: Double = OracleTolerance.secondOrder
    ) throws {
        let networks = try StyleGAN2Trainees(oracle)
        try StyleGAN2Training(oracle, networks).run(within: OracleTolerance.secondOrder)
        let pairs: [(Module, end: String, start: String)] = [
            (networks.generator, "G.after.", "G.before."), (networks.discriminator, "D.after.", "D.before."),
            (networks.average, "G_ema.after.", "G.before."),
        ]
        for (network, end, start) in pairs {
            try oracle.expectState(of: network, is: end, from: start, mappingWeights: mappingWeights)
        }
    }
}
