import Conditioners
import GANCore
import GANModule
import GANTensor
import GANTestSupport
import R3GAN
import Testing

/// Networks of R3GAN as a file of the published ones describes them, with its weights.
struct R3GANReference {
    let file: SafetensorsFile
    /// The prefix of keys of the metadata.
    var prefix = ""

    private func text(_ key: String) throws -> String {
        try #require(file.metadata[prefix + key], "\(prefix)\(key)")
    }

    private func integer(_ key: String) throws -> Int { try #require(Int(try text(key)), "\(key)") }

    private func integers(_ key: String) throws -> [Int] {
        try text(key).matches(of: /\d+/).compactMap { Int($0.output) }
    }

    private var stages: Int { get throws { try integers("widths").count } }

    private func build(_ path: String) throws -> BuildContext {
        let classes = try integer("classes")
        let data = DatasetInfo.squares(4 << (try stages - 1), classes: classes)
        return try testBuild(path, data, conditioner: classes > 0 ? LinearEmbedding.name : nil)
    }

    private func settings() throws -> NetworkSettings {
        var settings = NetworkSettings()
        settings.channels = try integers("widths")
        settings.blocks = try integers("blocks")
        settings.expansion = try integer("expansion")
        let groups = try integers("cardinality")
        settings.groupChannels = settings.channels[0] * settings.expansion / groups[0]
        return settings
    }

    /// A generator with new weights.
    func newGenerator() throws -> R3GANGenerator {
        var settings = R3GANGenerator.Settings()
        settings.network = try self.settings()
        settings.zDim = try integer("z_dim")
        if try integer("classes") > 0 { settings.embeddingDim = try integer("g_embedding") }
        return try R3GANGenerator(settings, build("generator"))
    }

    /// A discriminator with new weights.
    func newDiscriminator() throws -> R3GANDiscriminator {
        var settings = R3GANDiscriminator.Settings()
        settings.network = try self.settings()
        if try integer("classes") > 0 { settings.embeddingDim = try integer("d_embedding") }
        return try R3GANDiscriminator(settings, build("discriminator"))
    }

    func generator() throws -> R3GANGenerator { try filled(try newGenerator(), "G.") }

    func discriminator() throws -> R3GANDiscriminator { try filled(try newDiscriminator(), "D.") }

    /// Gives all parameters their published values, each of which is used.
    private func filled<Network: Module>(_ network: Network, _ letter: String) throws -> Network {
        var names: Set<String> = []
        for (path, parameter) in network.parameters() {
            let name = try publishedName(path, letter)
            names.insert(name)
            parameter.wrappedValue = try file.tensor(name).reshaped(to: parameter.shape)
        }
        let all = file.entries.map(\.name).filter { $0.hasPrefix(letter) && !$0.hasSuffix(".Kernel") }
        #expect(Set(all) == names)
        return network
    }

    // MARK: Names

    /// `G.MainLayers.1.Layers.1.LinearLayer1.Layer.weight` for `b8.block0.conv1.weight` of the generator.
    func publishedName(_ path: String, _ letter: String) throws -> String {
        let parts = path.split(separator: ".").map(String.init)
        let isGenerator = letter == "G."
        let ends = [
            "embed.weight": "EmbeddingLayer.weight", "torgb.weight": "AggregationLayer.Layer.weight",
            "fromrgb.weight": "ExtractionLayer.Layer.weight",
        ]
        if let end = ends[path] { return letter + end }
        if parts[0] == "basis" {
            let layer = path == "basis.linear.weight" ? "LinearLayer.weight" : isGenerator ? "Basis" : "Basis.weight"
            let last = try stages - 1
            let place = isGenerator ? "0.Layers.0" : "\(last).Layers.\(try integers("blocks")[0])"
            return "\(letter)MainLayers.\(place).\(layer)"
        }
        let level = try #require(Int(parts[0].dropFirst())).trailingZeroBitCount - 2
        let stage = isGenerator ? level : try stages - 1 - level
        let blocks = try integers("blocks")[level]
        if parts[1] == "up" || parts[1] == "down" {
            return "\(letter)MainLayers.\(stage).Layers.\(isGenerator ? 0 : blocks).LinearLayer.Layer.weight"
        }
        let block = try #require(Int(parts[1].dropFirst("block".count))) + (isGenerator ? 1 : 0)
        let number = try #require(parts[2].last)
        let layer = parts[3] == "bias" ? "NonLinearity\(number).Bias" : "LinearLayer\(number).Layer.weight"
        return "\(letter)MainLayers.\(stage).Layers.\(block).\(layer)"
    }
}
