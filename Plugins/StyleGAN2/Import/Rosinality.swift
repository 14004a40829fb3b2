import GANCore
import GANModule
import GANTensor

@section("ganzoo_components") @used
private let record: ComponentRecord = { ComponentCatalog.register(Rosinality.self) }

/// Networks of rosinality's stylegan2-pytorch, whose checkpoints most few-shot code uses: `g`, `d` and `g_ema`.
///
/// The program has constants where others have options: a multiplier of 0.01 for the mapping network, groups of 4, no clamping.
/// It keeps no mean of W, which truncation needs, so the mean over fixed latents is computed (`generate.py` does the same with
/// latents that differ from run to run).
public final class Rosinality: Importer {
    public static let name = "rosinality"
    public static let summary = "StyleGAN2 of rosinality's stylegan2-pytorch, and of code based on it"
    public static let source: String? = "github.com/rosinality/stylegan2-pytorch"

    /// Latents that the mean of W is computed over: the default of `generate.py --truncation_mean`. They are drawn in parts.
    private static let (meanDraws, meanPart) = (4096, 256)
    /// Side of its largest images.
    private static let largest = 1024
    private static let meanName = "mapping.w_avg"
    /// A converted checkpoint has the mean of W beside its networks; it is that of the average.
    private static let storedMean = "latent_avg"

    /// Networks for 8 × 8 pixels.
    public var example: KeyValuePairs<String, [Int]> {
        [
            "g_ema.style.1.weight": [6, 6], "g_ema.style.2.weight": [6, 6], "g_ema.input.input": [1, 16, 4, 4],
            "g_ema.conv1.conv.weight": [1, 16, 16, 3, 3], "g_ema.conv1.conv.modulation.weight": [16, 6],
            "g_ema.conv1.noise.weight": [1], "g_ema.noises.noise_0": [1, 1, 4, 4],
            "g_ema.to_rgb1.conv.weight": [1, 3, 16, 1, 1], "g_ema.convs.0.conv.weight": [1, 12, 16, 3, 3],
            "g_ema.convs.0.conv.modulation.weight": [16, 6], "g_ema.noises.noise_1": [1, 1, 8, 8],
            "g_ema.convs.1.conv.weight": [1, 12, 12, 3, 3], "g_ema.convs.1.conv.modulation.weight": [12, 6],
            "g_ema.noises.noise_2": [1, 1, 8, 8], "g_ema.to_rgbs.0.conv.weight": [1, 3, 12, 1, 1],
            "d.convs.0.0.weight": [12, 3, 1, 1], "d.convs.1.conv1.0.weight": [12, 12, 3, 3],
            "d.convs.1.conv2.1.weight": [16, 12, 3, 3], "d.convs.1.skip.1.weight": [16, 12, 1, 1],
            "d.final_conv.0.weight": [16, 17, 3, 3], "d.final_linear.0.weight": [16, 256],
            "d.final_linear.1.weight": [1, 16],
        ]
    }

    public init(_ settings: NoSettings, _ build: BuildContext) {}

    public func networks(in checkpoint: any ForeignCheckpoint) -> [ForeignNetwork] {
        let generators = checkpoint.prefixes(of: "conv1.conv.modulation.weight").map { prefix in
            let hasNoise = checkpoint.has(prefix + "noises.noise_0")
            return ForeignNetwork.generator(Self.generatorNames(hasNoise: hasNoise), in: checkpoint, prefix: prefix)
        }
        let discriminators = checkpoint.prefixes(of: "final_linear.1.weight").map { prefix in
            let blocks = (1...14).prefix { checkpoint.has("\(prefix)convs.\($0).conv1.0.weight") }.count
            return ForeignNetwork.discriminator(Self.discriminatorNames(blocks), in: checkpoint, prefix: prefix)
        }
        return generators + discriminators
    }

    public func architecture(of network: ForeignNetwork) throws -> ForeignArchitecture {
        if let wavelet = network.all.first(where: { $0.contains("iwt.") || $0.contains("dwt.") }) {
            throw ImportDefect(problem: "`\(wavelet.prefix(100))` belongs to SWAGAN, which cannot be imported")
        }
        let shapes = ForeignShapes(network)
        guard network.role == .discriminator else {
            let architecture = try GeneratorArchitecture(shapes).network(ForeignArguments([:]))
            try check(architecture, shapes, ForeignArguments(network.checkpoint.values(at: "args")))
            return architecture
        }
        return try DiscriminatorArchitecture(shapes).network(ForeignArguments([:]))
    }

    /// Checks sizes, so that the noise that is drawn later is not larger than the file's networks.
    private func check(
        _ architecture: ForeignArchitecture, _ shapes: ForeignShapes, _ arguments: ForeignArguments
    ) throws {
        let style = try shapes.shape("mapping.fc0.weight", rank: 2)
        guard style[0] == style[1] else {
            throw ImportDefect(problem: "its latents have \(style[1]) values and its styles \(style[0])")
        }
        guard architecture.resolution <= Self.largest else {
            throw ImportDefect(
                problem:
                    "its images have a side of \(architecture.resolution) pixels; the program supports at most \(Self.largest)"
            )
        }
        try arguments.check("size", architecture.resolution)
        try arguments.check("n_mlp", shapes.count { "mapping.fc\($0).weight" })
        try arguments.check("latent", style[1])
    }

    // MARK: What no file has

    public func derive(_ names: [String], of network: ForeignNetwork, in module: Module) throws -> [String] {
        let noise = names.filter { $0 != Self.meanName }
        for name in noise { Self.set(name, in: module) { RandomStream(seed: 0, path: name).normal($0) } }
        let notes = noise.isEmpty ? [] : ["noise_const of each layer: not in the file; drawn (seed 0)"]
        guard names.contains(Self.meanName) else { return notes }
        guard let generator = module as? any StyleGenerator else {
            throw ImportDefect(problem: "its generator has no styles")
        }
        let stored = try Self.storedMean(generator.styleSize, of: network)
        let mean = try stored ?? Self.meanStyle(of: generator)
        guard mean.allSatisfy(\.isFinite) else { throw ImportDefect(problem: "the mean of its styles is not finite") }
        Self.set(Self.meanName, in: module) { Tensor(mean, shape: $0) }
        let origin = "not in the file; the mean of W over \(Self.meanDraws) latents (seed 0)"
        return notes + ["\(Self.meanName): \(stored == nil ? origin : "`\(Self.storedMean)` of the file")"]
    }

    /// The mean of W.
    private static func meanStyle(of generator: any StyleGenerator) throws -> [Float] {
        let random = RandomStream(seed: 0, path: "mean of W")
        let pass = ForwardPass(phase: nil, random: random)
        return try withoutGradients {
            let means = try (0..<meanDraws / meanPart).map { _ in
                let z = random.normal([meanPart, generator.latentSize])
                return try generator.latents(z, .zeros([meanPart, 0]), pass).mapped.mean(0, keepDims: true)
            }
            return concatenate(means, axis: 0).mean(0).scalars(as: Float.self)
        }
    }

    /// The mean beside the average; nil if there is none of that size.
    private static func storedMean(_ size: Int, of network: ForeignNetwork) throws -> [Float]? {
        guard network.role == .average, let (type, shape) = network.checkpoint.layout(of: storedMean),
            type == .float32, shape == [size]
        else { return nil }
        let bytes = try network.checkpoint.bytes(of: storedMean)
        return stride(from: 0, to: bytes.count - 3, by: 4).map { start in
            Float(bitPattern: bytes[start..<start + 4].reversed().reduce(0) { $0 << 8 | UInt32($1) })
        }
    }

    private static func set(_ name: String, in module: Module, _ value: (Shape) -> Tensor) {
        guard let buffer = module.buffers().first(where: { $0.path == name })?.buffer else { return }
        _ = buffer.setValue(value(Shape(buffer.value.stateShape)))
    }

    // MARK: Export

    public var exports: [ExportNames] {
        var names = ExportNames(Self.name, of: StyleGAN2Generator.name) { network in
            try network.checkRosinality()
            return network.role == .discriminator
                ? Self.discriminatorNames(network.blockCount) : Self.generatorNames(hasNoise: true)
        }
        names.prefixes = [.generator: "g.", .average: "g_ema.", .discriminator: "d."]
        names.constructor = { $0.rosinalityConstructor }
        return [names]
    }

    // MARK: Names

    private typealias Ending = NameRule.Ending

    /// - Parameter hasNoise: whether the file has the constant noise; early versions of the program did not save it.
    private static func generatorNames(hasNoise: Bool) -> TensorNames {
        let mapping = (0..<64).map { NameRule("mapping.fc\($0)", "style.\($0 + 1)", linear) }
        let first = [
            NameRule("synthesis.b4", "input", [Ending(ours: "const", theirs: "input", form: batch)]),
            NameRule("synthesis.b4.conv1", "conv1", convolution),
            NameRule("synthesis.b4.conv1", "noises", [noise(0)]), NameRule("synthesis.b4.torgb", "to_rgb1", color),
        ]
        let others = (0..<sizes).flatMap { index in
            let block = "synthesis.b\(8 << index)"
            return [
                NameRule("\(block).conv0", "convs.\(2 * index)", convolution + [upsampling("conv.blur.kernel")]),
                NameRule("\(block).conv0", "noises", [noise(2 * index + 1)]),
                NameRule("\(block).conv1", "convs.\(2 * index + 1)", convolution),
                NameRule("\(block).conv1", "noises", [noise(2 * index + 2)]),
                NameRule("\(block).torgb", "to_rgbs.\(index)", color),
                NameRule(block, "to_rgbs.\(index)", [upsampling("upsample.kernel")]),
            ]
        }
        let layers = ["b4.conv1"] + (0..<sizes).flatMap { ["b\(8 << $0).conv0", "b\(8 << $0).conv1"] }
        return TensorNames(
            program, mapping + first + others, defined: ["resample_filter"],
            derived: Set([meanName] + (hasNoise ? [] : layers.map { "synthesis.\($0).noise_const" })))
    }

    /// - Parameter blocks: how many the file has; the first one has the largest resolution.
    private static func discriminatorNames(_ blocks: Int) -> TensorNames {
        let rules = (0..<blocks).flatMap { index in
            let (block, theirs) = ("b\(4 << (blocks - index))", "convs.\(index + 1)")
            let filter = Ending(ours: "resample_filter", theirs: "0.kernel")
            return [
                NameRule("\(block).conv0", "\(theirs).conv1", layer(0)),
                NameRule("\(block).conv1", "\(theirs).conv2", layer(1) + [filter]),
                NameRule("\(block).skip", "\(theirs).skip", layer(1) + [filter]),
            ]
        }
        let ends = [
            NameRule("b\(4 << blocks).fromrgb", "convs.0", layer(0)), NameRule("b4.conv", "final_conv", layer(0)),
            NameRule("b4.fc", "final_linear.0", linear), NameRule("b4.out", "final_linear.1", linear),
        ]
        return TensorNames(program, ends + rules, defined: ["resample_filter"])
    }

    private static let program = "StyleGAN2 of rosinality"
    /// From 8 × 8 on.
    private static let sizes = 13
    private static let batch = TensorForm(leading: 1)
    private static let linear = [Ending(ours: "weight", theirs: "weight"), Ending(ours: "bias", theirs: "bias")]
    private static let styles = [
        Ending(ours: "affine.weight", theirs: "conv.modulation.weight"),
        Ending(ours: "affine.bias", theirs: "conv.modulation.bias"),
        Ending(ours: "weight", theirs: "conv.weight", form: batch),
    ]
    private static let convolution =
        styles + [
            Ending(ours: "bias", theirs: "activate.bias"),
            Ending(ours: "noise_strength", theirs: "noise.weight", form: .single),
        ]
    private static let color =
        styles + [Ending(ours: "bias", theirs: "bias", form: TensorForm(leading: 1, trailing: 2))]

    private static func noise(_ number: Int) -> Ending {
        Ending(ours: "noise_const", theirs: "noise_\(number)", form: TensorForm(leading: 2))
    }

    /// The upsampling filter of rosinality's program includes the gain 4, ours does not.
    private static func upsampling(_ kernel: String) -> Ending {
        Ending(ours: "resample_filter", theirs: kernel, form: TensorForm(factor: 0.25))
    }

    /// A layer is a list: maybe a filter, the convolution at `place`, the activation.
    private static func layer(_ place: Int) -> [Ending] {
        [Ending(ours: "weight", theirs: "\(place).weight"), Ending(ours: "bias", theirs: "\(place + 1).bias")]
    }
}
