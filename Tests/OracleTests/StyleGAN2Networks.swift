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

    /// Names of tensors that begin with `prefix`, sorted.
    func names(from prefix: String) -> [String] { file.entries.map(\.name).filter { $0.hasPrefix(prefix) }.sorted() }

    /// - Parameter classes: the size of the labels, where the metadata do not say it.
    func build(_ path: String, classes: Int? = nil) throws -> BuildContext {
        let data = DatasetInfo.squares(
            try integer("resolution"), channels: try integer("channels"), classes: try classes ?? integer("c_dim"))
        return try testBuild(path, data, conditioner: Embedding.name)
    }

    func generatorSettings() throws -> StyleGAN2Generator.Settings {
        var settings = StyleGAN2Generator.Settings()
        settings.mappingLayers = try integer("mapping_layers")
        settings.channelBase = try integer("channel_base")
        settings.channelMax = try integer("channel_max")
        settings.styleMixing = 0
        return settings
    }

    func discriminatorSettings() throws -> StyleGAN2Discriminator.Settings {
        var settings = StyleGAN2Discriminator.Settings()
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
        let gradients = gradients(of: y, wrt: parameters.map(\.parameter.wrappedValue))
        for ((path, _), gradient) in zip(parameters, gradients) {
            #expect((gradient == nil) == (file.entry(named: prefix + path) == nil), "\(prefix + path)")
            if let gradient { try expect(gradient, is: prefix + path, within: tolerance) }
        }
    }

    /// Every parameter, also in relation to how far it came from `start`, and every buffer.
    /// - Parameter mappingWeights: the tolerance of the weights of mapping networks.
    func expectState(
        of network: Module, is end: String, from start: String, mappingWeights: Double = OracleTolerance.secondOrder
    ) throws {
        let tensors = network.buffers().filter { $0.buffer.value is Tensor }.map(\.path)
        let filters = ".resample_filter"
        #expect(
            (network.parameters().map(\.path) + tensors).map { end + $0 }.sorted()
                == names(from: end).filter { !$0.hasSuffix(filters) })
        for (path, parameter) in network.parameters() {
            let isLoose = path.hasPrefix("mapping.") && path.hasSuffix("weight")
            let tolerance = isLoose ? mappingWeights : OracleTolerance.secondOrder
            try expect(parameter.wrappedValue, is: end + path, within: tolerance)
            let begun = try file.tensor(start + path)
            let (moved, expected) = (parameter.wrappedValue - begun, try file.tensor(end + path) - begun)
            #expect(relativeError(moved, expected) < tolerance, "the way to \(end + path)")
        }
        for (path, buffer) in network.buffers() {
            guard let value = buffer.value as? Tensor else { continue }
            try expect(value, is: end + path, within: OracleTolerance.secondOrder)
        }
    }
}
