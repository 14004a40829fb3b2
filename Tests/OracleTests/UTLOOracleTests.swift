import Conditioners
import GANCore
import GANModule
import GANTensor
import GANTestSupport
import GANTrain
import Losses
import StyleGAN2
import Testing

@testable import UTLO

/// UTLO on StyleGAN2 against the published implementation under PyTorch.
@Suite(.onChosenBackend) struct UTLOOracleTests {
    /// Both networks with the published weights, and their outputs.
    private struct Given {
        let oracle: StyleGAN2Oracle
        let generator: StyleGAN2Generator
        let discriminator: StyleGAN2Discriminator
        let latents: StyleLatents
        let image: Tensor
        let small: Tensor

        init(_ moved: (Tensor) -> Tensor = { $0 }) throws {
            oracle = try StyleGAN2Oracle("utlo_32")
            let classes = try oracle.integer("c_dim")
            func build(_ path: String) throws -> BuildContext {
                try testBuild(path, .squares(32, classes: classes), conditioner: Embedding.name)
            }
            generator = try StyleGAN2Generator(oracle.freeGenerator(), build("generator"))
            discriminator = try StyleGAN2Discriminator(oracle.freeDiscriminator(), build("discriminator"))
            try Self.fill(generator, "G.", from: oracle.file)
            try Self.fill(discriminator, "D.", from: oracle.file)
            let pass = ForwardPass(phase: .generator, random: RandomStream(seed: 1, path: ""))
            latents = try generator.latents(moved(oracle.file.tensor("z")), oracle.file.tensor("c"), pass)
            image = generator.synthesize(latents.styles, pass)
            small = generator.classFreeImages(latents.styles, pass)
        }

        private static func fill(_ network: Module, _ letter: String, from file: SafetensorsFile) throws {
            let state = network.parameters().map { ($0.path, $0.parameter.shape) }
            for (path, shape) in state {
                let value = try file.tensor(publishedName(path, letter)).reshaped(to: shape)
                network.parameters().first { $0.path == path }?.parameter.wrappedValue = value
            }
            for (path, buffer) in network.buffers() where path.hasSuffix("noise_const") {
                #expect(buffer.setValue(try file.tensor(letter + path)))
            }
        }

        static func publishedName(_ path: String, _ letter: String) -> String {
            let renamed = [
                ("class_free.fromrgb.", "fromrgb_uc.fromrgb."), ("class_free.out.", "b4.out_uc."),
                ("b4.out.", "b4.out_c."),
            ]
            for (own, published) in renamed where path.hasPrefix(own) {
                return letter + published + path.dropFirst(own.count)
            }
            return letter + path
        }

        private let pass = ForwardPass(phase: .discriminator, random: RandomStream(seed: 1, path: ""))

        func judged(_ images: Tensor) throws -> Tensor {
            try discriminator(images, oracle.file.tensor("c"), pass).logits
        }

        func judgedSmall(_ images: Tensor) throws -> Tensor { try discriminator.classFreeLogits(images, pass) }

        func errors(of loss: Tensor, _ network: Module, _ letter: String, alpha: Int) throws -> [GradientError] {
            try gradientErrors(of: loss, network) { path in
                try oracle.file.tensor("alpha\(alpha).grad." + Self.publishedName(path, letter))
            }
        }
    }

    @Test func networksAreThePublishedOnes() throws {
        let given = try Given()
        try given.oracle.expect(given.latents.styles, is: "ws")
        try given.oracle.expect(given.image, is: "image")
        try given.oracle.expect(given.small, is: "image.uc")
        let reals = try given.oracle.file.tensor("x")
        let smallReals = UTLO.reduced(reals, to: 8)
        try given.oracle.expect(smallReals, is: "x.uc")
        try given.oracle.expect(given.judged(given.image).reshaped(-1, 1), is: "logits.fake")
        try given.oracle.expect(given.judged(reals).reshaped(-1, 1), is: "logits.real")
        try given.oracle.expect(given.judgedSmall(given.small).reshaped(-1, 1), is: "logits.fake.uc")
        try given.oracle.expect(given.judgedSmall(smallReals).reshaped(-1, 1), is: "logits.real.uc")
    }

    // MARK: In training

    private func composition(
        generator free: Int? = 8, discriminator judged: Int? = 8, _ regularizers: [RegularizerSlot] = []
    ) throws -> Composition {
        let data = try tinyComposition { $0.size = 16 }
        func build(_ path: String) throws -> BuildContext {
            try testBuild(path, data.data.info, conditioner: Embedding.name)
        }
        var settings = StyleGAN2Generator.Settings()
        (settings.zDim, settings.wDim, settings.mappingLayers) = (4, 4, 1)
        (settings.channelBase, settings.channelMax, settings.classFreeResolution) = (64, 4, free)
        var judge = StyleGAN2Discriminator.Settings()
        (judge.channelBase, judge.channelMax, judge.classFreeResolution) = (64, 4, judged)
        var train = TrainSettings()
        (train.batch, train.average) = (8, nil)
        return Composition(
            data: data.data, generator: try StyleGAN2Generator(settings, build("generator")),
            discriminator: try StyleGAN2Discriminator(judge, build("discriminator")), loss: try logistic,
            regularizers: regularizers, seed: 1, sections: [train])
    }

    @Test func keepsTheRules() { checkRegularizer(UTLO.self) { try composition($0) } }

    /// Layers up to the resolution, those of their images included, give the same for all classes.
    @Test func lowLayersKnowNoClass() throws {
        let generator = try #require(try composition().generator as? StyleGAN2Generator)
        let pass = ForwardPass(phase: nil, random: RandomStream(seed: 1, path: ""))
        let z = RandomStream(seed: 2, path: "z").normal([1, 4])
        let styles = try [0, 1].map { try generator.latents(z, Tensor.identity(3).rows($0..<$0 + 1), pass).styles }
        #expect(generator.layerCount == 8 && generator.styleSize == 4)
        for layer in 0..<8 {
            let rows = styles.map { bits($0.sliced(1, layer..<layer + 1)) }
            #expect((rows[0] == rows[1]) == (layer < 5), "\(layer)")
        }
        #expect(generator.classFreeImages(styles[0], pass).shape == [1, 1, 8, 8])
    }

    @Test func needsTheSameResolutionInBothNetworks() throws {
        for (made, judged, words) in [(8, nil, "8 and the discriminator's is none"), (nil, 8, "none and the discr")]
            as [(Int?, Int?, String)]
        {
            let composition = try composition(generator: made, discriminator: judged)
            let error = #expect(throws: RecipeError.self) {
                try UTLO(.init(), testBuild("regularizers.utlo", composition.data.info)).validate(composition)
            }
            #expect(error?.problem.contains(words) == true)
        }
    }

    @Test(arguments: [16, 12]) func namesResolutionsThatDoNotFit(_ resolution: Int) {
        for build in [
            { _ = try composition(generator: resolution) }, { _ = try composition(discriminator: resolution) },
        ] as [() throws -> Void] {
            let error = #expect(throws: RecipeError.self) { try build() }
            #expect(
                error?.problem == "it is \(resolution), but the resolutions below the images' are 4, 8"
                    && error?.fix == "set class_free_resolution: 8")
        }
    }

    // MARK: Published numbers

    private var logistic: LogisticLoss { get throws { LogisticLoss(.init(), try testBuild("loss", .squares(32))) } }

    @Test(arguments: [1, 3]) func generatorLearnsAsPublished(_ alpha: Int) throws {
        try expectGradientsNearKinks { moved in
            let given = try Given(moved)
            let labeled = try logistic.generator(real: nil, fake: given.judged(given.image))
            let free = try logistic.generator(real: nil, fake: given.judgedSmall(given.small))
            let loss = labeled + UTLO.term(free, labeled, alpha: Double(alpha))
            try given.oracle.expect(loss, is: "alpha\(alpha).loss.G")
            return try given.errors(of: loss, given.generator, "G.", alpha: alpha)
        }
    }

    @Test(arguments: [1, 3]) func discriminatorLearnsAsPublished(_ alpha: Int) throws {
        try expectGradientsNearKinks { moved in
            let given = try Given()
            let (image, small) = (moved(given.image.detached()), moved(given.small.detached()))
            let reals = moved(try given.oracle.file.tensor("x"))
            let labeled = try logistic.discriminator(real: given.judged(reals), fake: given.judged(image))
            let free = try logistic.discriminator(
                real: given.judgedSmall(UTLO.reduced(reals, to: 8)), fake: given.judgedSmall(small))
            let loss = labeled + UTLO.term(free, labeled, alpha: Double(alpha))
            try given.oracle.expect(loss, is: "alpha\(alpha).loss.D")
            return try given.errors(of: loss, given.discriminator, "D.", alpha: alpha)
        }
    }
}

extension StyleGAN2Oracle {
    fileprivate func freeGenerator() throws -> StyleGAN2Generator.Settings {
        var settings = try generatorSettings()
        (settings.zDim, settings.wDim) = (try integer("z_dim"), try integer("w_dim"))
        settings.noiseMode = .const
        settings.classFreeResolution = try integer("res_uc")
        return settings
    }

    fileprivate func freeDiscriminator() throws -> StyleGAN2Discriminator.Settings {
        var settings = StyleGAN2Discriminator.Settings()
        settings.mappingLayers = try integer("mapping_layers")
        settings.channelBase = try integer("channel_base")
        settings.channelMax = try integer("channel_max")
        settings.mbstdGroupSize = try integer("mbstd_group_size")
        settings.classFreeResolution = try integer("res_uc")
        return settings
    }
}
