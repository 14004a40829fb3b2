import Foundation
import GANModule
import GANTestSupport
import Testing

/// An importer in one file that sees nothing but the public contract.
@Suite struct PluginImporterTests {
    /// For a program that shortens names: `syn.` and `map.`
    private static let source = """
        import GANCore

        @section("ganzoo_components") @used
        private let record: ComponentRecord = { ComponentCatalog.register(ShortNames.self) }

        public final class ShortNames: Importer {
            public static let name = "short_names"
            public static let summary = "StyleGAN2 with short names"
            private let names = TensorNames(
                "Short names", [NameRule("synthesis", "syn"), NameRule("mapping", "map")], defined: ["resample_filter"])

            public init(_ settings: NoSettings, _ build: BuildContext) {}

            struct Surprise: Error {}

            public func networks(in checkpoint: any ForeignCheckpoint) throws -> [ForeignNetwork] {
                if checkpoint.has("surprise") { throw Surprise() }
                return checkpoint.prefixes(of: "syn.b4.const").map { .generator(names, in: checkpoint, prefix: $0) }
            }

            public func architecture(of network: ForeignNetwork) throws -> ForeignArchitecture {
                let shapes = ForeignShapes(network)
                let mapping = try shapes.shape("mapping.fc0.weight", rank: 2)
                return ForeignArchitecture(
                    type: "stylegan2",
                    settings: [
                        ForeignSetting("z_dim", mapping[1]), ForeignSetting("w_dim", mapping[0]),
                        ForeignSetting("mapping_layers", shapes.count { "mapping.fc\\($0).weight" }),
                        ForeignSetting("channel_base", 64), ForeignSetting("channel_max", 8),
                        ForeignSetting("architecture", "resnet"),
                    ], images: .init(resolution: 16, channels: 3), labels: .init(size: 0, conditioner: "embedding"),
                    loss: "logistic")
            }
        }

        """

    /// A published network under other names comes to the same weights.
    @Test func importsWhatAPluginKnows() throws {
        let place = try Workplace()
        let tests = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent().path
        let published = "\(tests)/GANZooCLITests/Fixtures/stylegan2/model=G_ema-best-weights-step=7.pth"
        try succeed(["import", published, "--out", "known"], place)
        try succeed(["export", "--run", "known", "--out", "known.safetensors", "--network", "average"], place)
        let file = try SafetensorsFile(path: place.path("known.safetensors"))
        var writer = SafetensorsWriter()
        for entry in file.entries {
            let name = entry.name.replacing("synthesis.", with: "syn.").replacing("mapping.", with: "map.")
            writer.add("ema.\(name)", type: entry.type, shape: entry.shape) { try file.bytes(of: entry.name) }
        }
        try writer.write(to: place.path("short.safetensors"))
        let unknown = try Program.run("import", "short.safetensors", "--out", "short", in: place.folder)
        #expect(unknown.status == 1 && unknown.errors.contains("it contains no supported generator"))

        try place.write("ShortNames.swift", Self.source)
        try succeed(["plugin", "build", "ShortNames.swift"], place)
        try succeed(["import", "short.safetensors", "--out", "short", "--plugin", "ShortNames.so"], place)
        let weights = try ["known", "short"].map {
            try Data(contentsOf: URL(fileURLWithPath: place.path("\($0)/checkpoints/000000/weights.safetensors")))
        }
        #expect(weights[0] == weights[1])
        // An error of the author names the importer and the file.
        writer.add("surprise", shape: []) { [1 as Float] }
        try writer.write(to: place.path("surprise.safetensors"))
        let failed = try Program.run(
            "import", "surprise.safetensors", "--out", "x", "--plugin", "ShortNames.so", in: place.folder)
        #expect(failed.status == 1)
        #expect(
            failed.errors == """
                ganzoo: surprise.safetensors: the importer `short_names` failed: Surprise()
                  fix: report this to the author of the importer, or import without its plugin

                """)
        try saysWhichNamesAreMissing(place)
        // A run says which plugins it needs.
        let manifest = try String(contentsOfFile: place.path("short/run.json"), encoding: .utf8)
        #expect(manifest.contains("\"ShortNames.so\""))
    }

    /// The file is whole; the importer has no name for a buffer.
    private func saysWhichNamesAreMissing(_ place: Workplace) throws {
        let layers = (0..<8).map { "NameRule(\"mapping.fc\($0)\", \"map.fc\($0)\")" }.joined(separator: ", ")
        try place.write("Partial.swift", Self.source.replacing("NameRule(\"mapping\", \"map\")", with: layers))
        try succeed(["plugin", "build", "Partial.swift"], place)
        let failed = try Program.run(
            "import", "short.safetensors", "--out", "x", "--plugin", "Partial.so", in: place.folder)
        #expect(failed.status == 1)
        #expect(
            failed.errors == """
                ganzoo: short.safetensors: the importer `short_names` has no names for the average's mapping.w_avg
                  fix: add a NameRule to the importer, or name them in `defined` or `derived`, or change the value with --set KEY=VALUE

                """)
    }

    /// As `source`, with a prefix of names that the user must give.
    private static let adjustable = source.replacing("ShortNames", with: "AnyNames")
        .replacing("short_names", with: "any_names")
        .replacing(
            "_ settings: NoSettings, _ build: BuildContext) {}",
            with:
                "_ settings: Settings, _ build: BuildContext) { prefix = settings.prefix }\n    private let prefix: String"
        )
        .replacing("\"syn.b4.const\"", with: "\"\\(prefix).b4.const\"")
        .replacing(
            "public static let name",
            with: """
                public struct Settings: ComponentSettings {
                    @Setting("the first part of names") public var prefix: String
                    public init() {}
                }
                public static let name
                """)

    @Test func givesAnImporterItsSettings() throws {
        let place = try Workplace()
        try place.write("AnyNames.swift", Self.adjustable)
        try succeed(["plugin", "build", "AnyNames.swift"], place)
        var writer = SafetensorsWriter()
        writer.add("syn.b4.const", shape: [1, 4, 4]) { Array(repeating: 0 as Float, count: 16) }
        try writer.write(to: place.path("short.safetensors"))
        func refused(_ arguments: String...) throws -> Program {
            let program = try Program.run(
                Program.products.appending(path: "ganzoo").path,
                ["import", "short.safetensors", "--out", "x", "--plugin", "AnyNames.so"] + arguments, in: place.folder)
            #expect(program.status != 0)
            return program
        }
        // It sees the file only with its setting, and then refuses its shapes.
        #expect(
            try refused().errors == """
                ganzoo: short.safetensors: it contains no supported generator
                  fix: for a checkpoint of the importer `any_names`, give its setting: importer.any_names.prefix=VALUE

                """)
        #expect(
            try refused("--set", "importer.any_names.prefix=syn").errors.hasPrefix(
                "ganzoo: short.safetensors: `map.fc0.weight` is missing\n"))
        let key = try refused("--set", "importer.any_names.prefx=syn")
        #expect(
            key.errors == """
                ganzoo: unknown key `prefx` in `importer.any_names`
                  fix: did you mean `prefix`?

                """)
        #expect(key.status == 2)
        let name = try refused("--set", "importer.many_names.prefix=syn").errors
        #expect(name == "ganzoo: unknown importer `many_names`\n  fix: did you mean `any_names`?\n")
        #expect(
            try refused("--set", "importer.prefix=syn").errors.contains(
                "`importer.prefix=syn` does not have the form importer.NAME.KEY=VALUE"))
        let checked = try Program.run(
            "plugin", "check", "AnyNames.so", "--set", "prefix=syn", in: place.folder)
        #expect(
            checked.status == 3 && checked.output.contains("  state         ok\n  role          not checked: it leaves")
        )
    }

    private func succeed(_ arguments: [String], _ place: Workplace) throws {
        let program = try Program.run(
            Program.products.appending(path: "ganzoo").path, arguments, in: place.folder)
        try #require(program.status == 0, "\(program.errors)")
    }
}
