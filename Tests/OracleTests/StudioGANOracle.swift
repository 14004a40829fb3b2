import BigGAN
import Conditioners
import GANCore
import GANModule
import GANTensor
import GANTestSupport
import Heads
import Testing

/// Networks of StudioGAN's own code with their numbers, and ours with the same state.
///
/// The file says how the networks are made. StudioGAN's constants, which no configuration changes, stand here.
struct StudioGANOracle {
    /// `utils/ops.py` of StudioGAN: in batch normalization, and in spectral normalization.
    private static let (batchEpsilon, spectralEpsilon) = (1e-4, 1e-6)

    let file: SafetensorsFile
    let generator: any Generator
    let discriminator: any Discriminator
    let z: Tensor
    let x: Tensor
    let labels: Tensor
    private let reader: StyleGAN2Oracle
    /// Theirs by ours.
    private let names: [String: [String: String]]

    init(_ name: String) throws {
        file = try openOracle(name)
        reader = StyleGAN2Oracle(file)
        (z, x) = (try file.tensor("z"), try file.tensor("x"))
        let (classes, numbers) = (try reader.integer("classes"), try file.values(of: "y", as: Int64.self))
        labels = Tensor(numbers.map { Int32($0) }, shape: [numbers.count]).oneHot(classes: classes)
        let data = DatasetInfo.squares(x.shape[3], channels: x.shape[1], classes: classes)
        generator = try Self.generator(reader, data)
        discriminator = try Self.discriminator(reader, data)
        names = ["G": StudioGANNames.theirs(in: file, "G."), "D": StudioGANNames.theirs(in: file, "D.")]
        try load(generator, "G")
        try load(discriminator, "D")
    }

    /// Whether the state is the one before the pass in training, as evaluation mode had it. In some files it is the one after it.
    var holdsStateBefore: Bool {
        get throws {
            let counters = file.entries.map(\.name).filter { $0.hasSuffix("num_batches_tracked") }
            return try counters.allSatisfy { try file.values(of: $0, as: Int64.self) == [0] }
        }
    }

    var isGeneratorSpectral: Bool { file.metadata["generator_spectral_norm"] != "False" }

    func expect(_ found: Tensor, is name: String) throws { try reader.expect(found, is: name) }

    /// - Parameter prefix: `G` or `D`.
    func gradientErrors(of y: Tensor, _ network: Module, _ prefix: String) throws -> [GradientError] {
        try OracleTests.gradientErrors(of: y, network) { try file.tensor("\(prefix).grad.\(try theirs($0, prefix))") }
    }

    private func theirs(_ ours: String, _ prefix: String) throws -> String {
        try #require(names[prefix]?[ours], "\(prefix).\(ours)")
    }

    /// Takes over every parameter and buffer, and leaves none of the file's out.
    private func load(_ network: Module, _ prefix: String) throws {
        let (parameters, buffers) = (network.parameters(), network.buffers())
        #expect(Set(names[prefix]?.keys.map(\.self) ?? []) == Set(parameters.map(\.path) + buffers.map(\.path)))
        for (path, parameter) in parameters {
            let value = try file.tensor("\(prefix).\(try theirs(path, prefix))")
            parameter.wrappedValue = value.reshaped(to: parameter.shape)
        }
        for (path, buffer) in buffers {
            let (value, old) = (try file.tensor("\(prefix).\(try theirs(path, prefix))"), buffer.value as? Tensor)
            #expect(buffer.setValue(value.reshaped(to: try #require(old).shape)), "\(path)")
        }
    }

    private static func generator(_ reader: StyleGAN2Oracle, _ data: DatasetInfo) throws -> any Generator {
        func apply(to network: inout NetworkSettings, _ conditioning: inout ConditioningSettings) throws {
            try self.apply(reader, to: &network)
            (conditioning.zDim, conditioning.bnEpsilon) = (try reader.integer("z_dim"), batchEpsilon)
        }
        guard reader.file.metadata["shared_dim"] != nil else {
            var settings = ResNetGenerator.Settings()
            try apply(to: &settings.network, &settings.conditioning)
            settings.spectralNorm = try reader.text("generator_spectral_norm") == "True"
            return try ResNetGenerator(settings, testBuild("generator", data))
        }
        var settings = BigGANGenerator.Settings()
        try apply(to: &settings.network, &settings.conditioning)
        settings.conditioning.sharedDim = try reader.integer("shared_dim")
        return try BigGANGenerator(settings, testBuild("generator", data, conditioner: ClassEmbedding.name))
    }

    private static func discriminator(_ reader: StyleGAN2Oracle, _ data: DatasetInfo) throws -> any Discriminator {
        let head = try #require(["PD": ProjectionHead.name, "W/O": "none"][try reader.text("head")])
        guard reader.file.metadata["shared_dim"] != nil else {
            var settings = ResNetDiscriminator.Settings()
            try apply(reader, to: &settings.network)
            settings.head = ComponentReference(head)
            return try ResNetDiscriminator(settings, testBuild("discriminator", data))
        }
        var settings = BigGANDiscriminator.Settings()
        try apply(reader, to: &settings.network)
        settings.head = ComponentReference(head)
        return try BigGANDiscriminator(settings, testBuild("discriminator", data))
    }

    private static func apply(_ reader: StyleGAN2Oracle, to settings: inout NetworkSettings) throws {
        let attention = try reader.integer("attention")
        (settings.variant, settings.ch) = (.studiogan, try reader.integer("ch"))
        (settings.attention, settings.spectralEpsilon) = (attention == 0 ? [] : [attention], spectralEpsilon)
    }
}

/// StudioGAN's names of tensors, read without the importer's table.
private enum StudioGANNames {
    /// Names of a network's state in a file without `prefix`, by ours.
    static func theirs(in file: SafetensorsFile, _ prefix: String) -> [String: String] {
        let names = file.entries.map(\.name).filter { $0.hasPrefix(prefix) && !$0.hasPrefix("\(prefix)grad.") }
            .map { String($0.dropFirst(prefix.count)) }
        let attention = names.filter { $0.hasSuffix("sigma") }.compactMap { Int($0.split(separator: ".")[1]) }
        let pairs = names.filter { !$0.hasSuffix("num_batches_tracked") }.map { (ours($0, attention), $0) }
        return Dictionary(pairs) { first, _ in first }
    }

    /// - Parameter attention: stages of theirs that are attention, which is part of the stage before it here.
    private static func ours(_ theirs: String, _ attention: [Int]) -> String {
        var parts = theirs.split(separator: ".").map(String.init)
        if parts[0] == "blocks", let stage = Int(parts[1]) {
            let own = stage - attention.count { $0 <= stage }
            (parts[1], parts[2]) = ("\(own)", attention.contains(stage) ? "1" : "0")
        }
        if parts == ["bn4", "weight"] { parts[1] = "gain" }
        return parts.filter { $0 != "bn" }.map { words[$0] ?? $0 }.joined(separator: ".")
    }

    private static let words = [
        "conv2d0": "conv_sc", "conv2d1": "conv1", "conv2d2": "conv2", "conv1x1_theta": "theta", "conv1x1_phi": "phi",
        "conv1x1_g": "g", "conv1x1_attn": "o", "sigma": "gamma", "linear0": "linear", "linear1": "linear",
        "embedding": "embed", "bn4": "output_layer.0", "conv2d5": "output_layer.2", "weight_orig": "weight",
        "weight_u": "u0", "weight_v": "v0", "running_mean": "stored_mean", "running_var": "stored_var",
    ]
}
