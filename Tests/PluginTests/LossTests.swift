import GANCore
import GANModule
import GANTensor
import GANTestSupport
import Losses
import Testing

/// Values and gradients of the published implementations.
@Suite(.onChosenBackend) struct LossTests {
    enum Case: String, CaseIterable {
        case logistic, hinge
        case leastSquares = "least_squares"
        case wasserstein

        var loss: any AdversarialLoss {
            get throws {
                let build = BuildContext(path: "loss", data: try tinyComposition().data.info, seed: 1)
                return switch self {
                case .logistic: LogisticLoss(NoSettings(), build)
                case .hinge: HingeLoss(NoSettings(), build)
                case .leastSquares: LeastSquaresLoss(NoSettings(), build)
                case .wasserstein: WassersteinLoss(NoSettings(), build)
                }
            }
        }
    }

    @Test(arguments: Case.allCases) func agreesWithOracle(_ test: Case) throws {
        let oracle = try openOracle("heads_and_losses")
        let real = try oracle.tensor("logits.real").requiringGradient()
        let fake = try oracle.tensor("logits.fake").requiringGradient()
        func expect(_ found: Tensor, _ name: String) throws {
            let error = relativeError(found, try oracle.tensor("\(test.rawValue).\(name)"))
            #expect(error < OracleTolerance.values, "\(name)")
        }
        let loss = try test.loss
        let (d, g) = try (loss.discriminator(real: real, fake: fake), loss.generator(real: nil, fake: fake))
        try expect(d, "d")
        try expect(g, "g")
        try expect(gradient(of: d, wrt: real), "d.grad_real")
        try expect(gradient(of: d, wrt: fake), "d.grad_fake")
        try expect(gradient(of: g, wrt: fake), "g.grad_fake")
    }

    @Test func namesAreThoseOfRecipes() {
        let names = Set(ComponentCatalog.linked.entries(.loss).map(\.name))
        #expect(names.isSuperset(of: Case.allCases.map(\.rawValue)))
    }

    /// Batches of reals and fakes need not be of one size.
    @Test(arguments: Case.allCases) func meansAreOverEachSource(_ test: Case) throws {
        let loss = try test.loss
        let (real, fake) = (Tensor([0.3] as [Float], shape: [1]), Tensor([-0.4] as [Float], shape: [1]))
        let one = try loss.discriminator(real: real, fake: fake).item()
        let many = try loss.discriminator(real: real, fake: fake.broadcast(to: [3])).item()
        #expect(abs(one - many) < 1e-6)
    }
}
