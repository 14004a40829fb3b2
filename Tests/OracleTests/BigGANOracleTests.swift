import BigGAN
import Conditioners
import GANCore
import GANModule
import GANTensor
import GANTestSupport
import Heads
import Losses
import Regularizers
import Testing

/// BigGAN against its author's implementation under PyTorch: two steps' worth of passes in training, the state that they leave, and a
/// pass in use.
@Suite(.onChosenBackend) struct BigGANOracleTests {
    static let oracles = ["biggan_32", "biggan_64_attention"]

    /// Both networks with an oracle's weights, and its inputs.
    private struct Given {
        let oracle: StyleGAN2Oracle
        let generator: BigGANGenerator
        let discriminator: BigGANDiscriminator
        let z: Tensor
        let labels: Tensor
        let real: Tensor
        let realLabels: Tensor
        private let classes: Int

        init(_ name: String) throws {
            oracle = try StyleGAN2Oracle(name)
            classes = try oracle.integer("n_classes")
            let data = DatasetFacts.squares(try oracle.integer("resolution"), classes: classes)
            func build(_ path: String) throws -> BuildContext {
                try testBuild(path, data, conditioner: ClassEmbedding.name)
            }
            generator = try BigGANGenerator(oracle.bigGANGenerator(), build("generator"))
            discriminator = try BigGANDiscriminator(oracle.bigGANDiscriminator(), build("discriminator"))
            let file = oracle.file
            // The file's statistics before are those after: the passes began with those that a network is made with. Its singular
            // vectors are those after, too, but had converged.
            let fresh = generator.buffers().filter { $0.path.contains("stored_") }.map { ($0.buffer, $0.buffer.value) }
            try generator.loadState(from: file, prefix: "G.before.")
            for (buffer, value) in fresh { _ = buffer.setValue(value) }
            try discriminator.loadState(from: file, prefix: "D.before.")
            (z, real) = (try file.tensor("z"), try file.tensor("real"))
            labels = try file.labels("y", classes: classes)
            realLabels = try file.labels("real_y", classes: classes)
        }

        func pass(_ phase: Phase?) -> ForwardPass { ForwardPass(phase: phase, random: RandomStream(seed: 1, path: "")) }

        func judge(_ images: Tensor, _ labels: Tensor, _ phase: Phase) -> Tensor {
            discriminator(images, labels, pass(phase)).logits
        }

        /// The generated images and the reals in one batch, as published.
        func discriminatorStep() -> (images: Tensor, fake: Tensor, real: Tensor) {
            let images = withoutGradients { generator(z, labels, pass(.discriminator)).images }
            let logits = judge(
                concatenate([images, real], axis: 0), concatenate([labels, realLabels], axis: 0), .discriminator)
            let count = images.shape[0]
            return (images, logits.rows(0..<count), logits.rows(count..<2 * count))
        }

        /// Compares the gradient in every parameter of the generator. A bias before batch normalization has none but for rounding, so
        /// what is less than a twentieth of the whole gradient is compared with that.
        ///
        /// Where attention's largest values and many kinks are on the way, PyTorch in single precision is up to 1e-3 off itself in double
        /// precision.
        func expectGradients(of loss: Tensor, are prefix: String) throws {
            let parameters = generator.parameters()
            let slopes = gradients(of: loss, wrt: parameters.map(\.parameter.wrappedValue))
            let expected = try parameters.map { try oracle.file.tensor(prefix + $0.path) }
            let lengths = expected.map { $0.squared().sum().item() }
            let least = 0.05 * lengths.reduce(0, +).squareRoot()
            let isRough = parameters.contains { $0.path.hasSuffix("gamma") }
            for (index, (path, _)) in parameters.enumerated() {
                let found = try #require(slopes[index])
                let distance = (found - expected[index]).squared().sum().item().squareRoot()
                let error = distance / max(lengths[index].squareRoot(), least)
                #expect(error < (isRough ? 1e-3 : OracleTolerance.values), "\(prefix + path)")
            }
        }

        func generatorStep() -> (images: Tensor, loss: Tensor) {
            let images = generator(z, labels, pass(.generator)).images
            return (images, -judge(images, labels, .generator).mean())
        }
    }

    @Test(arguments: oracles) func isThePublishedNetwork(_ name: String) throws {
        let given = try Given(name)
        try checkDiscriminatorStep(given)
        try checkGeneratorStep(given)
        try checkOrthogonality(given)
        try checkState(given)
        try checkUse(given)
    }

    private func checkDiscriminatorStep(_ given: Given) throws {
        let (images, fake, real) = given.discriminatorStep()
        try given.oracle.expect(images, is: "fake.train")
        try given.oracle.expect(fake.reshaped(-1, 1), is: "logits.fake")
        try given.oracle.expect(real.reshaped(-1, 1), is: "logits.real")
        let loss = HingeLoss(.init(), try testBuild("loss", .squares(32))).discriminator(real: real, fake: fake)
        try given.oracle.expect(loss, is: "d.loss")
        try given.oracle.expectGradients(of: loss, given.discriminator, are: "d.grad.")
    }

    private func checkGeneratorStep(_ given: Given) throws {
        let (images, loss) = given.generatorStep()
        try given.oracle.expect(images, is: "fake2.train")
        try given.oracle.expect(loss, is: "g.loss")
        try given.expectGradients(of: loss, are: "g.grad.")
    }

    /// METHODS §5.6, of every weight but the shared embedding and with the paper's strength: what it adds to the published gradients.
    private func checkOrthogonality(_ given: Given) throws {
        for (path, parameter) in given.generator.parameters() {
            let without = try given.oracle.file.tensor("g.grad." + path)
            let added = try given.oracle.file.tensor("g.grad_ortho." + path) - without
            let weight = parameter.wrappedValue
            let counts = weight.rank >= 2 && path != "shared.weight"
            let found = counts ? 1e-4 * gradient(of: Orthogonal.penalty(weight), wrt: weight) : .zeros(weight.shape)
            // Less than a ten-thousandth of the gradient itself is lost in its rounding.
            let scale = max(length(found), 1e-4 * length(without))
            #expect(length(found - added) < OracleTolerance.secondOrder * max(scale, 1e-12), "\(path)")
        }
    }

    private func length(_ x: Tensor) -> Double { x.squared().sum().item().squareRoot() }

    private func checkState(_ given: Given) throws {
        for (network, prefix) in [(given.generator as Module, "G.after."), (given.discriminator, "D.after.")] {
            for (path, buffer) in network.buffers() {
                try given.oracle.expect(try #require(buffer.value as? Tensor), is: prefix + path)
            }
        }
    }

    private func checkUse(_ given: Given) throws {
        func state() -> [[UInt64]] { given.generator.buffers().compactMap { ($0.buffer.value as? Tensor).map(bits) } }
        let before = state()
        given.generator.setTraining(false)
        let images = given.generator(given.z, given.labels, given.pass(nil)).images
        try given.oracle.expect(images, is: "fake.eval")
        #expect(state() == before)
    }
}

extension StyleGAN2Oracle {
    /// Keys that both networks have.
    private func apply(to settings: NetworkSettings) throws {
        settings.ch = try integer("ch")
        let attention = try integer("attention")
        settings.attention = attention == 0 ? [] : [attention]
        settings.spectralEpsilon = try number("sn_eps")
        settings.initialization = .normal
    }

    fileprivate func bigGANGenerator() throws -> BigGANGenerator.Settings {
        let settings = BigGANGenerator.Settings()
        try apply(to: settings.network)
        (settings.conditioning.zDim, settings.conditioning.sharedDim) = (
            try integer("dim_z"), try integer("shared_dim")
        )
        settings.conditioning.bnEpsilon = try number("bn_eps")
        return settings
    }

    fileprivate func bigGANDiscriminator() throws -> BigGANDiscriminator.Settings {
        let settings = BigGANDiscriminator.Settings()
        try apply(to: settings.network)
        return settings
    }
}

extension SafetensorsFile {
    /// Class numbers as one-hot rows [N, classes].
    fileprivate func labels(_ name: String, classes: Int) throws -> Tensor {
        let numbers = try values(of: name, as: Int64.self)
        return Tensor(numbers.map { Int32($0) }, shape: [numbers.count]).oneHot(classes: classes)
    }
}
