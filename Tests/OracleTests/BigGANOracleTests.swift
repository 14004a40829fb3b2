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
            let data = DatasetInfo.squares(try oracle.integer("resolution"), classes: classes)
            func build(_ path: String) throws -> BuildContext {
                try testBuild(path, data, conditioner: ClassEmbedding.name)
            }
            generator = try BigGANGenerator(oracle.bigGANGenerator(), build("generator"))
            discriminator = try BigGANDiscriminator(oracle.bigGANDiscriminator(), build("discriminator"))
            let file = oracle.file
            let fresh = generator.buffers().filter { $0.path.contains("stored_") }
                .map { (path: $0.path, buffer: $0.buffer, value: $0.buffer.value) }
            try generator.loadState(from: file, prefix: "G.before.")
            // In some files the statistics before are those after: the passes began with those that a network is made with. The
            // singular vectors are those after, too, but had converged.
            let isLost = try fresh.allSatisfy {
                try bits(file.tensor("G.before.\($0.path)")) == bits(file.tensor("G.after.\($0.path)"))
            }
            if isLost { for statistic in fresh { _ = statistic.buffer.setValue(statistic.value) } }
            try discriminator.loadState(from: file, prefix: "D.before.")
            (z, real) = (try file.tensor("z"), try file.tensor("real"))
            labels = try file.labels("y", classes: classes)
            realLabels = try file.labels("real_y", classes: classes)
        }

        func pass(_ phase: Phase?) -> ForwardPass { ForwardPass(phase: phase, random: RandomStream(seed: 1, path: "")) }

        func judge(_ images: Tensor, _ labels: Tensor, _ phase: Phase) throws -> Tensor {
            try discriminator(images, labels, pass(phase)).logits
        }

        /// The generated images and the reals in one batch, as published.
        /// - Parameter given: images in place of those that the generator makes.
        func discriminatorStep(
            on given: Tensor? = nil, _ moved: (Tensor) -> Tensor = { $0 }
        ) throws -> (images: Tensor, fake: Tensor, real: Tensor, loss: Tensor) {
            let images = try given ?? withoutGradients { try generator(z, labels, pass(.discriminator)).images }
            let logits = try judge(
                moved(concatenate([images, real], axis: 0)), concatenate([labels, realLabels], axis: 0),
                .discriminator)
            let count = images.shape[0]
            let (fake, real) = (logits.rows(0..<count), logits.rows(count..<2 * count))
            let hinge = HingeLoss(.init(), try testBuild("loss", .squares(32)))
            return (images, fake, real, hinge.discriminator(real: real, fake: fake))
        }

        func generatorStep(_ moved: (Tensor) -> Tensor = { $0 }) throws -> (images: Tensor, loss: Tensor) {
            let images = try generator(moved(z), labels, pass(.generator)).images
            return try (images, -judge(images, labels, .generator).mean())
        }

        func gradientErrors(of loss: Tensor, _ network: Module, _ prefix: String) throws -> [GradientError] {
            try OracleTests.gradientErrors(of: loss, network) { try oracle.file.tensor(prefix + $0) }
        }
    }

    @Test(arguments: oracles) func discriminatorLearnsAsPublished(_ name: String) throws {
        try expectGradientsNearKinks { moved in
            let given = try Given(name)
            let loss = try given.discriminatorStep(on: given.oracle.file.tensor("fake.train"), moved).loss
            return try given.gradientErrors(of: loss, given.discriminator, "d.grad.")
        }
    }

    @Test(arguments: oracles) func generatorLearnsAsPublished(_ name: String) throws {
        func errors(_ moved: (Tensor) -> Tensor) throws -> [GradientError] {
            let given = try Given(name)
            _ = try given.discriminatorStep()
            return try given.gradientErrors(of: given.generatorStep(moved).loss, given.generator, "g.grad.")
        }
        if name == "biggan_64_attention" {
            try expectGradientsAcrossKinks(errors)
        } else {
            try expectGradientsNearKinks(errors)
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
        let (images, fake, real, loss) = try given.discriminatorStep()
        try given.oracle.expect(images, is: "fake.train")
        try given.oracle.expect(fake.reshaped(-1, 1), is: "logits.fake")
        try given.oracle.expect(real.reshaped(-1, 1), is: "logits.real")
        try given.oracle.expect(loss, is: "d.loss")
    }

    private func checkGeneratorStep(_ given: Given) throws {
        let (images, loss) = try given.generatorStep()
        try given.oracle.expect(images, is: "fake2.train")
        try given.oracle.expect(loss, is: "g.loss")
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
            #expect(network.buffers().map { prefix + $0.path }.sorted() == given.oracle.names(from: prefix))
            for (path, buffer) in network.buffers() {
                try given.oracle.expect(try #require(buffer.value as? Tensor), is: prefix + path)
            }
        }
    }

    private func checkUse(_ given: Given) throws {
        func state() -> [[UInt64]] { given.generator.buffers().compactMap { ($0.buffer.value as? Tensor).map(bits) } }
        let before = state()
        given.generator.setTraining(false)
        let images = try given.generator(given.z, given.labels, given.pass(nil)).images
        try given.oracle.expect(images, is: "fake.eval")
        #expect(state() == before)
    }
}

extension StyleGAN2Oracle {
    /// Keys that both networks have.
    private func apply(to settings: inout NetworkSettings) throws {
        settings.ch = try integer("ch")
        let attention = try integer("attention")
        settings.attention = attention == 0 ? [] : [attention]
        settings.spectralEpsilon = try number("sn_eps")
        settings.initialization = .normal
    }

    fileprivate func bigGANGenerator() throws -> BigGANGenerator.Settings {
        var settings = BigGANGenerator.Settings()
        try apply(to: &settings.network)
        (settings.conditioning.zDim, settings.conditioning.sharedDim) = (
            try integer("dim_z"), try integer("shared_dim")
        )
        settings.conditioning.bnEpsilon = try number("bn_eps")
        return settings
    }

    fileprivate func bigGANDiscriminator() throws -> BigGANDiscriminator.Settings {
        var settings = BigGANDiscriminator.Settings()
        try apply(to: &settings.network)
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
