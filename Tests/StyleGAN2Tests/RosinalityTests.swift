import GANCore
import GANModule
import Testing

@testable import StyleGAN2

/// Names and refusals of the importer, on tensors that have a shape and no values. Names are those of `Generator` and
/// `Discriminator` in rosinality's model.py at commit bef283a.
@Suite struct RosinalityTests {
    /// A file of zeros.
    private struct Checkpoint: ForeignCheckpoint {
        var shapes: [String: [Int]] = [:]
        var arguments: [String: ForeignValue]?

        let path = "x.pt"
        let format = "PyTorch"
        let sources: [String] = []
        var names: [String] { shapes.keys.sorted() }
        func layout(of name: String) -> (type: SafetensorsType, shape: [Int])? { shapes[name].map { (.float32, $0) } }
        func bytes(of name: String) -> [UInt8] { [] }
        func values(at path: String) -> [String: ForeignValue]? { path == "args" ? arguments : nil }
    }

    private func importer() throws -> any Importer {
        try #require(ComponentCatalog.linked.importers().first { type(of: $0).name == "rosinality" })
    }

    /// `Generator(8, 6, 1)` with 5 channels at 4 × 4 and 3 at 8 × 8.
    private func generator(_ prefix: String, noise: Bool = true) -> [String: [Int]] {
        func layer(_ name: String, _ inputs: Int, _ outputs: Int) -> [String: [Int]] {
            [
                "\(name).conv.weight": [1, outputs, inputs, 3, 3], "\(name).conv.modulation.weight": [inputs, 6],
                "\(name).conv.modulation.bias": [inputs], "\(name).noise.weight": [1],
                "\(name).activate.bias": [outputs],
            ]
        }
        func color(_ name: String, _ inputs: Int) -> [String: [Int]] {
            [
                "\(name).bias": [1, 3, 1, 1], "\(name).conv.weight": [1, 3, inputs, 1, 1],
                "\(name).conv.modulation.weight": [inputs, 6], "\(name).conv.modulation.bias": [inputs],
            ]
        }
        let parts: [[String: [Int]]] = [
            ["style.1.weight": [6, 6], "style.1.bias": [6], "input.input": [1, 5, 4, 4]], layer("conv1", 5, 5),
            layer("convs.0", 5, 3), layer("convs.1", 3, 3), color("to_rgb1", 5), color("to_rgbs.0", 3),
            ["convs.0.conv.blur.kernel": [4, 4], "to_rgbs.0.upsample.kernel": [4, 4]],
            noise
                ? ["noises.noise_0": [1, 1, 4, 4], "noises.noise_1": [1, 1, 8, 8], "noises.noise_2": [1, 1, 8, 8]]
                : [:],
        ]
        return parts.reduce(into: [:]) { all, part in for (name, shape) in part { all[prefix + name] = shape } }
    }

    @Test func networksAreRecognizedByTheirNames() throws {
        let importer = try importer()
        let checkpoint = Checkpoint(
            shapes: generator("g.").merging(generator("g_ema.")) { $1 }.merging(["d.final_linear.1.weight": [1, 5]]) {
                $1
            })
        let found = try importer.networks(in: checkpoint)
        #expect(
            Set(found.map { "\($0.role.rawValue) \($0.path)" }) == ["generator g", "average g_ema", "discriminator d"])
        // No other importer takes them.
        let others = try ComponentCatalog.linked.importers().filter { type(of: $0).name != "rosinality" }
        #expect(try !others.isEmpty && others.allSatisfy { try $0.networks(in: checkpoint).isEmpty })
        #expect(try importer.networks(in: Checkpoint(shapes: ["synthesis.b4.const": [1, 4, 4]])).isEmpty)
    }

    @Test func shapesShowTheArchitecture() throws {
        let checkpoint = Checkpoint(shapes: generator("g_ema."))
        let network = try #require(importer().networks(in: checkpoint).first)
        let found = try importer().architecture(of: network)
        #expect((found.type, found.resolution, found.imageChannels, found.labelSize) == ("stylegan2", 8, 3, 0))
        // 5 channels at 4 × 4 and 3 at 8 × 8: 24 / 8, and at most 5.
        let settings = Dictionary(uniqueKeysWithValues: found.settings.map { ($0.key, $0.text) })
        #expect(
            settings == [
                "z_dim": "6", "w_dim": "6", "mapping_layers": "1", "mapping_rate_multiplier": "0.01",
                "channel_base": "24",
                "channel_max": "5", "architecture": "skip", "noise_mode": "random", "conv_clamp": "null",
                "w_average_decay": "0.995",
            ])
        #expect(found.settings.allSatisfy { $0.source == .file })
    }

    /// The kernels of theirs contain the gain of upsampling, 4.
    @Test func formsDiffer() throws {
        let checkpoint = Checkpoint(shapes: generator(""))
        let names = try #require(importer().networks(in: checkpoint).first).names
        for (ours, theirs, form) in [
            ("synthesis.b8.conv0.weight", "convs.0.conv.weight", TensorForm(leading: 1)),
            ("synthesis.b8.conv1.noise_const", "noises.noise_2", TensorForm(leading: 2)),
            ("synthesis.b8.conv1.noise_strength", "convs.1.noise.weight", .single),
            ("synthesis.b8.torgb.bias", "to_rgbs.0.bias", TensorForm(leading: 1, trailing: 2)),
            ("synthesis.b8.resample_filter", "to_rgbs.0.upsample.kernel", TensorForm(factor: 0.25)),
            ("synthesis.b16.conv0.affine.bias", "convs.2.conv.modulation.bias", .same),
            ("mapping.fc0.weight", "style.1.weight", .same),
        ] {
            #expect(names.published(ours)?.name == theirs && names.published(ours)?.form == form, "\(ours)")
        }
        #expect(names.published("mapping.w_avg") == nil && names.isDerived("mapping.w_avg"))
        #expect(!names.isDerived("synthesis.b8.conv1.noise_const"))
    }

    /// Early versions did not save the constant noise.
    @Test func constantNoiseMayBeMissing() throws {
        let checkpoint = Checkpoint(shapes: generator("g.", noise: false))
        let network = try #require(importer().networks(in: checkpoint).first)
        _ = try importer().architecture(of: network)
        #expect(network.names.isDerived("synthesis.b8.conv1.noise_const"))
    }

    @Test(
        arguments: [
            ("n_mlp", ForeignValue.number(8), "its argument `n_mlp` is 8, but its tensors have 1"),
            ("size", .number(16), "its argument `size` is 16, but its tensors have 8"),
            ("latent", .number(512), "its argument `latent` is 512, but its tensors have 6"),
            ("latent", .text("6"), "its `latent` is not a number"),
        ]) func argumentsAreCompared(_ key: String, _ value: ForeignValue, _ problem: String) throws
    {
        let fitting: [String: ForeignValue] = ["n_mlp": .number(1), "size": .number(8), "latent": .number(6)]
        var checkpoint = Checkpoint(shapes: generator("g_ema."), arguments: fitting)
        let network = try #require(importer().networks(in: checkpoint).first)
        _ = try importer().architecture(of: network)
        checkpoint.arguments?[key] = value
        let other = try #require(importer().networks(in: checkpoint).first)
        #expect(throws: ImportDefect(problem: problem)) { try importer().architecture(of: other) }
    }

    /// What is drawn for a file must not be larger than the file: neither latents nor constant noise.
    @Test func smallFilesDrawNothingLarge() throws {
        func problem(_ change: (inout [String: [Int]]) -> Void) throws -> String? {
            var checkpoint = Checkpoint(shapes: generator("g.", noise: false))
            change(&checkpoint.shapes)
            let network = try #require(importer().networks(in: checkpoint).first)
            do {
                _ = try importer().architecture(of: network)
                return nil
            } catch let defect as ImportDefect { return defect.problem }
        }
        #expect(
            try problem { $0["g.style.1.weight"] = [6, 65_536] } == "its latents have 65536 values and its styles 6")
        // Three channels at every size up to 2048 × 2048.
        func grow(_ shapes: inout [String: [Int]]) {
            shapes = shapes.mapValues { $0.map { $0 == 5 ? 3 : $0 } }
            for (name, shape) in shapes {
                for block in 1..<9 {
                    for (own, copy) in [
                        ("g.convs.0.", "g.convs.\(2 * block)."), ("g.convs.1.", "g.convs.\(2 * block + 1)."),
                        ("g.to_rgbs.0.", "g.to_rgbs.\(block)."),
                    ] where name.hasPrefix(own) {
                        shapes[name.replacing(own, with: copy)] = shape
                    }
                }
            }
        }
        #expect(try problem(grow) == "its images have a side of 2048 pixels; the program supports at most 1024")
    }

    /// SWAGAN (swagan.py) has the same names, and others besides.
    @Test func waveletsAreRefused() throws {
        var checkpoint = Checkpoint(shapes: generator("g."))
        checkpoint.shapes["g.to_rgbs.0.iwt.ll"] = [2, 2]
        let network = try #require(importer().networks(in: checkpoint).first)
        #expect(
            throws: ImportDefect(problem: "`g.to_rgbs.0.iwt.ll` belongs to SWAGAN, which cannot be imported")
        ) { try importer().architecture(of: network) }
    }
}
