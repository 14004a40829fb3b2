import GANCore
import GANModule
import GANTensor
import GANTestSupport
import Losses
import R3GAN
import Regularizers
import Testing

/// R3GAN's networks and objectives against the published implementation under PyTorch.
@Suite(.onChosenBackend) struct R3GANOracleTests {
    /// Networks with labels: the project's oracle.
    private func labeled() throws -> R3GANReference { R3GANReference(file: try openOracle("r3gan_32")) }
    /// Networks without labels, and deviations of initial weights: Tests/Reference/r3gan.py.
    private func unlabeled() throws -> R3GANReference { R3GANReference(file: try openPyTorchReference("r3gan")) }

    private func pass(_ phase: Phase) -> ForwardPass {
        ForwardPass(phase: phase, random: RandomStream(seed: 1, path: ""))
    }

    private func expect(
        _ found: Tensor, is name: String, in reference: R3GANReference,
        sourceLocation: SourceLocation = #_sourceLocation
    ) throws {
        let error = relativeError(found, try reference.file.tensor(name))
        #expect(error < OracleTolerance.values, "\(name)", sourceLocation: sourceLocation)
    }

    private func labels(_ reference: R3GANReference) throws -> Tensor {
        reference.file.entry(named: "y") == nil
            ? .zeros([try reference.file.tensor("z").shape[0], 0]) : try reference.file.tensor("y")
    }

    // MARK: Networks

    @Test(arguments: [true, false]) func networksAreThePublishedOnes(_ isLabeled: Bool) throws {
        let reference = try isLabeled ? labeled() : unlabeled()
        let (z, labels) = (try reference.file.tensor("z"), try labels(reference))
        let image = try reference.generator()(z, labels, pass(.generator)).images
        try expect(image, is: "image", in: reference)
        let discriminator = try reference.discriminator()
        for (images, name) in [("image", "logits.fake"), ("x", "logits.real")] {
            let logits = try discriminator(try reference.file.tensor(images), labels, pass(.discriminator)).logits
            try expect(logits, is: name, in: reference)
        }
    }

    /// Deviations of all parameters of new networks: those of the published ones but for sampling.
    @Test func initialWeightsHaveThePublishedDeviations() throws {
        let reference = R3GANReference(file: try openPyTorchReference("r3gan"), prefix: "first.")
        for (network, letter) in [
            (try reference.newGenerator() as Module, "G."), (try reference.newDiscriminator(), "D."),
        ] {
            for (path, parameter) in network.parameters() {
                let name = "first." + (try reference.publishedName(path, letter))
                let expected = try reference.file.tensor(name).item()
                let value = parameter.wrappedValue
                let deviation = (value - value.mean()).squared().mean().item().squareRoot()
                // Two samples of n numbers differ by 1 / √n of their deviation.
                let tolerance = 4 * expected / Double(value.count).squareRoot()
                #expect(
                    abs(deviation - expected) <= tolerance, "\(letter)\(path): \(deviation), published: \(expected)")
            }
        }
    }

    // MARK: Objectives

    /// The discriminator's passes of the reference's images, given as leaves.
    private struct Passes {
        let discriminator: R3GANDiscriminator
        let rows: StepRows
        let real: Tensor
        let fake: Tensor

        init(_ reference: R3GANReference, _ labels: Tensor, _ pass: ForwardPass, _ moved: (Tensor) -> Tensor) throws {
            discriminator = try reference.discriminator()
            let images = moved(try reference.file.tensor("x")).detached().requiringGradient()
            let made = moved(try reference.file.tensor("image")).detached().requiringGradient()
            (real, fake) = (
                try discriminator(images, labels, pass).logits, try discriminator(made, labels, pass).logits
            )
            var rows = StepRows(count: images.shape[0])
            rows.real = .init(images: images, output: DiscriminatorOutput(logits: real))
            rows.fake = .init(images: made, output: DiscriminatorOutput(logits: fake))
            self.rows = rows
        }

        /// R1 and R2 with weight 1.
        func penalties() throws -> (r1: Tensor, r2: Tensor) {
            let composition = try tinyComposition()
            func penalty(_ term: any Regularizer) throws -> Tensor {
                try term.penalty(rows.view(for: term, in: .discriminator, of: composition))
            }
            let build = try testBuild("regularizers", .squares(32))
            return (try penalty(R1(.init(), build)), try penalty(R2(.init(), build)))
        }
    }

    private func passes(
        _ reference: R3GANReference, _ moved: (Tensor) -> Tensor = { $0 }
    ) throws -> Passes { try Passes(reference, labels(reference), pass(.discriminator), moved) }

    @Test(arguments: [true, false]) func penaltiesAreThePublishedOnes(_ isLabeled: Bool) throws {
        let reference = try isLabeled ? labeled() : unlabeled()
        let prefix = isLabeled ? "d." : ""
        let penalties = try passes(reference).penalties()
        for (found, name) in [(penalties.r1, "r1"), (penalties.r2, "r2")] {
            let published = try reference.file.tensor(prefix + name).mean().item() / 2
            #expect(abs(found.item() - published) < OracleTolerance.values * published, "\(name)")
        }
    }

    /// γ / 2 · mean (r1 + r2) alone: second-order gradients.
    @Test func penaltiesLearnAsPublished() throws {
        let reference = try unlabeled()
        let gamma = try #require(Double(reference.file.metadata["gamma"] ?? ""))
        try expectGradientsNearKinks { moved in
            let passes = try passes(reference, moved)
            let (r1, r2) = try passes.penalties()
            return try gradientErrors(of: gamma * (r1 + r2), passes.discriminator) { path in
                try reference.file.tensor("penalty.grad." + reference.publishedName(path, "D."))
            }
        }
    }

    private var loss: RelativisticLoss {
        get throws { RelativisticLoss(NoSettings(), try testBuild("loss", .squares(32))) }
    }

    @Test func discriminatorLearnsAsPublished() throws {
        let reference = try labeled()
        let gamma = try reference.file.tensor("gamma").item()
        try expectGradientsNearKinks { moved in
            let passes = try passes(reference, moved)
            let (r1, r2) = try passes.penalties()
            let adversarial = try loss.discriminator(real: passes.real, fake: passes.fake)
            let expected = try reference.file.tensor("d.loss").mean().item()
            #expect(abs(adversarial.item() - expected) < OracleTolerance.values * expected)
            return try gradientErrors(of: adversarial + gamma * (r1 + r2), passes.discriminator) { path in
                try reference.file.tensor("d.grad." + reference.publishedName(path, "D."))
            }
        }
    }

    @Test func generatorLearnsAsPublished() throws {
        let reference = try labeled()
        let labels = try labels(reference)
        try expectGradientsNearKinks { moved in
            let (generator, discriminator) = (try reference.generator(), try reference.discriminator())
            let images = try generator(moved(try reference.file.tensor("z")), labels, pass(.generator)).images
            let fake = try discriminator(images, labels, pass(.generator)).logits
            let real = try discriminator(try reference.file.tensor("x"), labels, pass(.generator)).logits.detached()
            let adversarial = try loss.generator(real: real, fake: fake)
            let expected = try reference.file.tensor("g.loss").mean().item()
            #expect(abs(adversarial.item() - expected) < OracleTolerance.values * expected)
            return try gradientErrors(of: adversarial, generator) { path in
                try reference.file.tensor("g.grad." + reference.publishedName(path, "G."))
            }
        }
    }
}
