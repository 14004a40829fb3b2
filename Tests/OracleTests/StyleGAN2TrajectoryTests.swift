import GANModule
import GANTensor
import GANTestSupport
import Testing

/// Whole training iterations against the published loop under PyTorch (METHODS §2).
@Suite(.onChosenBackend) struct StyleGAN2TrajectoryTests {
    private static let name = "stylegan2_trajectory_16"

    /// By Tests/Reference/trajectory.py, whose networks agree with the other oracles.
    @Test func endsAsInPyTorch() throws {
        try expectSameEnd(StyleGAN2Oracle(try openPyTorchReference(Self.name)))
    }

    @Test(.enabled(if: holdsStart, "the file's weights before training are those after it"))
    func endsAsPublished() throws { try expectSameEnd(StyleGAN2Oracle(Self.name)) }

    private func expectSameEnd(_ oracle: StyleGAN2Oracle) throws {
        let networks = try StyleGAN2Trainees(oracle)
        let training = try StyleGAN2Training(oracle, networks)
        try training.run(within: OracleTolerance.secondOrder)
        try oracle.expectState(of: networks.generator, is: "G.after.", from: "G.before.")
        try oracle.expectState(of: networks.discriminator, is: "D.after.", from: "D.before.")
        try oracle.expectState(of: networks.average, is: "G_ema.after.", from: "G.before.")
    }

    /// For a file that lost the start: one is sought from which training ends at the file's weights, by moving each weight
    /// by what it misses. Biases begin at their known values and stay there, and they, the path lengths and the average of
    /// W, none of them fitted, confirm it. Adam without momentum first moves a weight by the sign of its gradient, so what
    /// is found is rough where that is near zero. It is enough to tell a rate that is not corrected for the lazy terms, by
    /// path lengths that are 4 % off, but not the order of the phases.
    @Test(.disabled(if: holdsStart)) func endsThereFromSomeStart() throws {
        let oracle = try StyleGAN2Oracle(Self.name)
        var start = try initialGuess(oracle)
        let rounds = 4
        for round in 1...rounds {
            let networks = try StyleGAN2Trainees(oracle)
            networks.begin(at: start)
            try StyleGAN2Training(oracle, networks).run(within: round == rounds ? 0.01 : 1)
            if round == rounds { try expectEnd(of: networks, from: start, oracle) }
            for (name, parameter) in networks.trained where !name.hasSuffix("bias") {
                let missed = try oracle.file.tensor(name) - parameter.wrappedValue.detached()
                start[name] = start[name].map { $0 + missed }
            }
        }
    }

    private func expectEnd(
        of networks: StyleGAN2Trainees, from start: [String: Tensor], _ oracle: StyleGAN2Oracle
    ) throws {
        var (missed, moved) = (0.0, 0.0)
        for (name, parameter) in networks.trained {
            let end = try oracle.file.tensor(name)
            missed += (end - parameter.wrappedValue.detached()).squared().sum().item()
            moved += (end - (try #require(start[name]))).squared().sum().item()
        }
        #expect((missed / moved).squareRoot() < 0.2)
        try oracle.expect(networks.averageW, is: "G.after.mapping.w_avg", within: 0.01)
    }

    /// Biases as a new network has them, weights as they end.
    private func initialGuess(_ oracle: StyleGAN2Oracle) throws -> [String: Tensor] {
        let names = try StyleGAN2Trainees(oracle).trained.map(\.name)
        return try Dictionary(
            uniqueKeysWithValues: names.map { name in
                let end = try oracle.file.tensor(name)
                guard name.hasSuffix("bias") else { return (name, end) }
                return (name, Tensor(repeating: name.hasSuffix("affine.bias") ? 1 : 0, shape: end.shape))
            })
    }

    private static let holdsStart: Bool = {
        guard let file = try? openOracle(name) else { return true }
        return file.entries.map(\.name).contains { before in
            let after = before.replacing(".before.", with: ".after.")
            guard after != before, let start = try? file.tensor(before), let end = try? file.tensor(after) else {
                return false
            }
            return bits(start) != bits(end)
        }
    }()
}
