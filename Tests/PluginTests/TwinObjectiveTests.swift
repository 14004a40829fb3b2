import GANModule
import GANTensor
import GANTestSupport
import Testing

@testable import NoisyTwins

@Suite(.onChosenBackend) struct TwinObjectiveTests {
    private typealias Objective = @Sendable (_ first: Tensor, _ second: Tensor) -> Tensor

    private static let objectives: [String: Objective] = [
        "vicreg": { TwinObjective.vicreg($0, $1) },
        "nt_xent.T0.5": { TwinObjective.ntXent($0, $1, temperature: 0.5) },
    ]

    @Test(arguments: ["vicreg", "nt_xent.T0.5"]) func agreesWithOracle(_ name: String) throws {
        let oracle = try openOracle("heads_and_losses")
        let first = try oracle.tensor("twin.w1").requiringGradient()
        let second = try oracle.tensor("twin.w2").requiringGradient()
        let objective = try #require(Self.objectives[name])
        let loss = objective(first, second)
        let gradients = gradients(of: loss, wrt: [first, second])
        #expect(relativeError(loss, try oracle.tensor("twin.\(name)")) < OracleTolerance.values)
        for (gradient, row) in zip(gradients, ["w1", "w2"]) {
            let expected = try oracle.tensor("twin.\(name).grad_\(row)")
            #expect(relativeError(try #require(gradient), expected) < OracleTolerance.values, "\(row)")
        }
    }

    /// Numbers of NumPy for two classes of two pairs: the standardized rows lose their class's mean before the off-diagonal part.
    @Test func classMeansCanBeLeftOut() {
        let first = Tensor([1, 2, 3, 1, 0, -1, 2, -2] as [Float], shape: [4, 2])
        let second = Tensor([1, 1, 2, 2, 1, -2, 2, -1] as [Float], shape: [4, 2])
        let classes = Tensor([1, 0, 1, 0, 0, 1, 0, 1] as [Float], shape: [4, 2])
        func loss(_ weight: Double, _ classes: Tensor?) -> Double {
            TwinObjective.barlowTwins(first, second, offDiagonal: weight, centeredBy: classes).item()
        }
        #expect(abs(loss(0, classes) - 0.0511514) < 1e-5)
        #expect(abs(loss(1, nil) - (0.0511514 + 0.5999896)) < 1e-5)
        #expect(abs(loss(1, classes) - (0.0511514 + 0.1799946)) < 1e-5)
        // A class that the batch lacks changes nothing.
        let more = concatenate([classes, .zeros([4, 1])], axis: 1)
        #expect(abs(loss(1, more) - loss(1, classes)) < 1e-6)
    }

    /// Of a single pair, too, and of twins that agree.
    @Test(arguments: [1, 3]) func isFinite(count: Int) throws {
        let rows = RandomStream(seed: 1, path: "rows").normal([count, 4]).requiringGradient()
        let losses = [
            TwinObjective.vicreg(rows, rows), TwinObjective.ntXent(rows, rows, temperature: 0.1),
            TwinObjective.barlowTwins(rows, rows, offDiagonal: 0.05),
        ]
        for loss in losses {
            #expect(loss.isFinite())
            #expect(gradient(of: loss, wrt: rows).isFinite())
        }
    }

    /// The projector's weights train with the generator, and its last layer's size is that of what is compared.
    @Test func aProjectorTrains() throws {
        let projector = TwinProjector(6, widths: [8, 5], random: RandomStream(seed: 1, path: "projector"))
        let rows = RandomStream(seed: 1, path: "rows").normal([7, 6])
        let projected = projector(rows)
        #expect(projected.shape == [7, 5])
        let parameters = projector.parameters().map(\.parameter.wrappedValue)
        #expect(parameters.map(\.shape) == [[5, 8], [8, 6], [8], [8]])
        let gradients = gradients(of: projected.squared().sum(), wrt: parameters)
        #expect(gradients.allSatisfy { $0 != nil })
    }
}
