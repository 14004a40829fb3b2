import BigGAN
import Conditioners
import GANCore
import GANModule
import GANTensor
import GANTestSupport
import Heads
import Testing

/// BigGAN-deep, SNGAN and SAGAN against the published code, DCGAN with biases and labels against PyTorch: Tests/Reference/biggan_family.py.
@Suite(.onChosenBackend) struct BigGANFamilyTests {
    @Test(arguments: FamilyCase.all) func generatorIsPyTorchs(_ network: FamilyCase) throws {
        let reference = try FamilyReference(network)
        let (generator, labels) = (try network.generator(reference), try reference.labels())
        try check(generator, reference, "G.", from: "z", slopesOf: "images") { z, pass in
            try generator(z, labels, pass).images
        }
    }

    @Test(arguments: FamilyCase.all) func discriminatorIsPyTorchs(_ network: FamilyCase) throws {
        let reference = try FamilyReference(network)
        let (discriminator, labels) = (try network.discriminator(reference), try reference.labels())
        try check(discriminator, reference, "D.", from: "images", slopesOf: "projection") { images, pass in
            try discriminator(images, labels, pass).logits
        }
    }

    /// A pass in training with its gradients, the state that it leaves, and a pass in use, which leaves that.
    private func check(
        _ network: Module, _ reference: FamilyReference, _ prefix: String, from input: String, slopesOf weights: String,
        _ run: (Tensor, ForwardPass) throws -> Tensor
    ) throws {
        let x = try reference.tensor(input).requiringGradient()
        try reference.load(prefix, into: network)
        let y = try run(x, pass(prefix == "G." ? .generator : .discriminator))
        try reference.expect(y, is: "\(prefix)train")
        try reference.expectGradients(of: (y * reference.tensor(weights)).sum(), x, network, prefix)
        try reference.expectBuffers(of: network, are: "\(prefix)after.")
        network.setTraining(false)
        try reference.expect(try run(x, pass(nil)), is: "\(prefix)use")
        try reference.expectBuffers(of: network, are: "\(prefix)after.")
    }

    private func pass(_ phase: Phase?) -> ForwardPass {
        ForwardPass(phase: phase, random: RandomStream(seed: 1, path: ""))
    }
}

/// A pair of networks, and how it is made of what the reference's metadata say.
struct FamilyCase: CustomTestStringConvertible, Sendable {
    let name: String
    var isLabeled = true
    var conditioner: String? = nil
    let generator: @Sendable (FamilyReference) throws -> any Generator
    let discriminator: @Sendable (FamilyReference) throws -> any Discriminator

    var testDescription: String { name }

    static let all = [
        FamilyCase(
            name: "biggan_deep_64", conditioner: ClassEmbedding.name, generator: { try $0.deepGenerator(.author) },
            discriminator: { try $0.deepDiscriminator(.author) }),
        FamilyCase(
            name: "studiogan_deep_64", conditioner: ClassEmbedding.name,
            generator: { try $0.deepGenerator(.studiogan) }, discriminator: { try $0.deepDiscriminator(.studiogan) }),
        FamilyCase(
            name: "sngan_32", generator: { try $0.residualGenerator() },
            discriminator: { try $0.residualDiscriminator() }),
        FamilyCase(
            name: "sagan_32", generator: { try $0.residualGenerator(isSpectral: true) },
            discriminator: { try $0.residualDiscriminator() }),
        FamilyCase(
            name: "dcgan_16", conditioner: ClassEmbedding.name, generator: { try $0.plainGenerator() },
            discriminator: { try $0.plainDiscriminator(isSpectral: true) }),
        FamilyCase(
            name: "dcgan_16_unlabelled", isLabeled: false, generator: { try $0.plainGenerator() },
            discriminator: { try $0.plainDiscriminator(isSpectral: false) }),
    ]
}

/// A file of PyTorch's numbers.
struct FamilyReference {
    /// PyTorch's own float32 is up to 1e-5 off its float64, which the numbers come from.
    private static let tolerance = OracleTolerance.values
    private let network: FamilyCase
    private let oracle: StyleGAN2Oracle

    init(_ network: FamilyCase) throws {
        (self.network, oracle) = (network, StyleGAN2Oracle(try openPyTorchReference("family_\(network.name)")))
    }

    func tensor(_ name: String) throws -> Tensor { try oracle.file.tensor(name) }

    /// One-hot [N, classes]; [N, 0] where the networks know no labels.
    func labels() throws -> Tensor {
        let numbers = try oracle.file.values(of: "y", as: Int64.self)
        guard network.isLabeled else { return .zeros([numbers.count, 0]) }
        return Tensor(numbers.map { Int32($0) }, shape: [numbers.count]).oneHot(classes: 3)
    }

    func load(_ prefix: String, into network: Module) throws {
        try network.loadState(from: oracle.file, prefix: prefix + "before.")
    }

    func expect(_ found: Tensor, is name: String) throws {
        try oracle.expect(found, is: name, within: Self.tolerance)
    }

    /// Compares the gradient in the input and in every parameter, each by its own length. A bias before batch normalization has none,
    /// but for rounding: that is compared with the length of the whole gradient.
    func expectGradients(of y: Tensor, _ input: Tensor, _ network: Module, _ prefix: String) throws {
        let parameters = network.parameters()
        let gradients = gradients(of: y, wrt: [input] + parameters.map(\.parameter.wrappedValue))
        let names = [prefix + "grad_input"] + parameters.map { "\(prefix)grad.\($0.path)" }
        let expected = try names.map { try tensor($0) }
        let whole = expected.dropFirst().reduce(0) { $0 + $1.squared().sum().item() }.squareRoot()
        for (index, name) in names.enumerated() {
            let found = try #require(gradients[index], "\(name)")
            let length = expected[index].squared().sum().item().squareRoot()
            if length < 1e-9 * whole {
                #expect(found.squared().sum().item().squareRoot() < 1e-6 * whole, "\(name)")
            } else {
                try expect(found, is: name)
            }
        }
    }

    func expectBuffers(of network: Module, are prefix: String) throws {
        #expect(network.buffers().map { prefix + $0.path }.sorted() == oracle.names(from: prefix))
        for (path, buffer) in network.buffers() {
            try expect(try #require(buffer.value as? Tensor, "\(path)"), is: prefix + path)
        }
    }
}

extension FamilyReference {
    func build(_ path: String) throws -> BuildContext {
        let (side, channels) = (try oracle.integer("resolution"), try oracle.integer("channels"))
        let data = DatasetInfo.squares(side, channels: channels, classes: network.isLabeled ? 3 : 0)
        return try testBuild(path, data, conditioner: network.conditioner)
    }

    /// - Parameter ch: the key of the width.
    func apply(to settings: inout NetworkSettings, ch: String) throws {
        settings.ch = try oracle.integer(ch)
        let attention = try oracle.integer("attention")
        settings.attention = attention == 0 ? [] : [attention]
    }

    func apply(to settings: inout ConditioningSettings) throws {
        settings.zDim = try oracle.integer("z_dim")
        settings.sharedDim = try oracle.integer("shared_dim")
        settings.bnEpsilon = try oracle.number("bn_eps")
    }

    func deepGenerator(_ variant: BigGANVariant) throws -> BigGANGenerator {
        var settings = BigGANGenerator.Settings()
        (settings.deep, settings.network.variant) = (true, variant)
        try apply(to: &settings.network, ch: "generator_ch")
        try apply(to: &settings.conditioning)
        return try BigGANGenerator(settings, build("generator"))
    }

    func deepDiscriminator(_ variant: BigGANVariant) throws -> BigGANDiscriminator {
        var settings = BigGANDiscriminator.Settings()
        (settings.deep, settings.network.variant) = (true, variant)
        try apply(to: &settings.network, ch: "discriminator_ch")
        return try BigGANDiscriminator(settings, build("discriminator"))
    }

    func residualGenerator(isSpectral: Bool = false) throws -> ResNetGenerator {
        var settings = ResNetGenerator.Settings()
        settings.spectralNorm = isSpectral
        try apply(to: &settings.network, ch: "generator_ch")
        try apply(to: &settings.conditioning)
        return try ResNetGenerator(settings, build("generator"))
    }

    /// With the projection that the reference has: the recipes of both networks name it.
    func residualDiscriminator() throws -> ResNetDiscriminator {
        var settings = ResNetDiscriminator.Settings()
        settings.head = ComponentReference(ProjectionHead.name)
        try apply(to: &settings.network, ch: "discriminator_ch")
        return try ResNetDiscriminator(settings, build("discriminator"))
    }

    func plainGenerator() throws -> DCGANGenerator {
        var settings = DCGANGenerator.Settings()
        settings.ch = try oracle.integer("generator_ch")
        try apply(to: &settings.conditioning)
        return try DCGANGenerator(settings, build("generator"))
    }

    func plainDiscriminator(isSpectral: Bool) throws -> DCGANDiscriminator {
        var settings = DCGANDiscriminator.Settings()
        (settings.ch, settings.spectralNorm) = (try oracle.integer("discriminator_ch"), isSpectral)
        return try DCGANDiscriminator(settings, build("discriminator"))
    }
}
