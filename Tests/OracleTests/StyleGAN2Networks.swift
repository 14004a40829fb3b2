import Conditioners
import GANCore
import GANModule
import GANTensor
import GANTestSupport
import StyleGAN2
import Testing

/// An oracle of StyleGAN2 networks: what its metadata say is how they are made.
struct StyleGAN2Oracle {
    let file: SafetensorsFile

    init(_ name: String) throws { self.init(try openOracle(name)) }

    init(_ file: SafetensorsFile) { self.file = file }

    func text(_ key: String) throws -> String { try #require(file.metadata[key], "\(key)") }
    func integer(_ key: String) throws -> Int { try #require(Int(try text(key)), "\(key)") }
    func number(_ key: String) throws -> Double { try #require(Double(try text(key)), "\(key)") }

    /// - Parameter classes: the size of the labels, where the metadata do not say it.
    func build(_ path: String, classes: Int? = nil) throws -> BuildContext {
        let data = DatasetFacts.squares(
            try integer("resolution"), channels: try integer("channels"), classes: try classes ?? integer("c_dim"))
        return try testBuild(path, data, conditioner: Embedding.name)
    }

    func generatorSettings() throws -> StyleGAN2Generator.Settings {
        let settings = StyleGAN2Generator.Settings()
        settings.mappingLayers = try integer("mapping_layers")
        settings.channelBase = try integer("channel_base")
        settings.channelMax = try integer("channel_max")
        settings.styleMixing = 0
        return settings
    }

    func discriminatorSettings() throws -> StyleGAN2Discriminator.Settings {
        let settings = StyleGAN2Discriminator.Settings()
        settings.mappingLayers = try integer("cmap_mapping_layers")
        settings.channelBase = try integer("channel_base")
        settings.channelMax = try integer("channel_max")
        settings.mbstdGroupSize = try integer("mbstd_group_size")
        return settings
    }

    func expect(
        _ found: Tensor, is name: String, within tolerance: Double = OracleTolerance.values,
        sourceLocation: SourceLocation = #_sourceLocation
    ) throws {
        let error = relativeError(found, try file.tensor(name))
        #expect(error < tolerance, "\(name)", sourceLocation: sourceLocation)
    }

    /// Compares the gradient in every parameter; the file leaves out those that have none.
    func expectGradients(
        of y: Tensor, _ network: Module, are prefix: String, within tolerance: Double = OracleTolerance.values
    ) throws {
        let parameters = network.parameters()
        let slopes = gradients(of: y, wrt: parameters.map(\.parameter.wrappedValue))
        for ((path, _), slope) in zip(parameters, slopes) {
            #expect((slope == nil) == (file.entry(named: prefix + path) == nil), "\(prefix + path)")
            if let slope { try expect(slope, is: prefix + path, within: tolerance) }
        }
    }
}
