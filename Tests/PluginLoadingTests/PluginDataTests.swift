import Foundation
import GANCore
import GANTestSupport
import Testing

/// The data set of Examples/NamedImages, which reads image files with GANData and knows nothing of `long_tail` and the like.
@Suite struct PluginDataTests {
    private static let recipe = """
        recipe: 2
        data: {type: named_images, path: images, resolution: 8, long_tail: {ratio: 4}}
        generator: {type: stylegan2, mapping_layers: 1, channel_base: 32, channel_max: 4, z_dim: 4, w_dim: 4}
        discriminator: {type: stylegan2, mapping_layers: 1, channel_base: 32, channel_max: 4}
        conditioner: embedding
        loss: logistic
        train: {batch: 4, kimg: 0.008}

        """
    private static let source = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .appending(path: "../../Examples/NamedImages/Sources/NamedImages/NamedImages.swift").standardized.path

    /// The plugin of all tests, built once.
    private static let plugin = Result {
        let place = try Workplace()
        let built = try Program.run("plugin", "build", source, in: place.folder)
        try #require(built.status == 0, "\(built.errors)")
        return try Data(contentsOf: URL(fileURLWithPath: place.path("NamedImages.so")))
    }

    private let place: Workplace

    init() throws {
        place = try Workplace()
        try place.write("named.yaml", Self.recipe)
        for (split, counts) in [("train", ["cat": 12, "dog": 8]), ("test", ["cat": 3, "dog": 3])] {
            for (name, count) in counts {
                for number in 0..<count { try writeImage("images/\(split)/\(name)_\(number).pgm", level: 20 * number) }
            }
        }
        try Self.plugin.get().write(to: URL(fileURLWithPath: place.path("NamedImages.so")))
    }

    /// A gray file of 10 × 8 pixels.
    private func writeImage(_ name: String, level: Int) throws {
        let file = URL(fileURLWithPath: place.path(name))
        try FileManager.default.createDirectory(
            at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
        try (Data("P5 10 8 255\n".utf8) + Data(repeating: UInt8(level), count: 80)).write(to: file)
    }

    private func run(_ arguments: String...) throws -> Program {
        try Program.run(Program.products.appending(path: "ganzoo").path, arguments, in: place.folder)
    }

    @Test func theProgramAppliesTheKeysOfEveryDataSet() throws {
        let plugin = ["--plugin", "NamedImages.so"]
        let check = try run("data", "check", "named.yaml", plugin[0], plugin[1])
        #expect(
            check.output == """
                images    15 of 3×8×8
                read      all
                labels    2 classes of 12 to 3 images: ratio 4.0, exponential
                groups    few (fewer than 20): 2
                  cat  12  ━━━━━━━━━━━━━━━━━━━━━━━━
                  dog   3  ━━━━━━

                """, "\(check.errors)")
        let shown = try run("component", "show", "dataset", "named_images", plugin[0], plugin[1])
        for key in ["split", "resize", "mirror", "classes", "subset", "labels", "long_tail"] {
            #expect(shown.output.contains("\n  \(key): "), "\(key): \(shown.output)")
        }
        let preview = try run(
            "data", "preview", "named.yaml", "data.classes=[dog]", "data.long_tail=null", plugin[0], plugin[1])
        #expect(preview.output == "preview.png\n", "\(preview.errors)")
        let wrong = try run("data", "check", "named.yaml", "data.classes=[dgo]", plugin[0], plugin[1])
        #expect(wrong.status == 1)
        #expect(
            wrong.errors == "ganzoo: data.classes: there is no class `dgo`\n  fix: did you mean `dog`?\n")
    }

    /// With a `prepare` that looks at each image, and without one: then the images themselves are read.
    @Test func readsTheImages() throws {
        try place.write("images/train/dog_1.pgm", "P5 10 8 255\n")
        func check(_ plugin: String) throws -> String {
            let program = try run("data", "check", "named.yaml", "data.long_tail=null", "--plugin", plugin)
            #expect(program.status == 1 && program.output == "")
            return program.errors
        }
        let damage = "images/train/dog_1.pgm: it cannot be decoded as PGM: the file ends early\n"
        #expect(try check("NamedImages.so").hasPrefix("ganzoo: \(damage)"))
        let source = try String(contentsOfFile: Self.source, encoding: .utf8)
            .replacing("func prepare(", with: "func anotherFunction(")
        try place.write("Unprepared.swift", source)
        try #require(try run("plugin", "build", "Unprepared.swift", "-o", "Unprepared.so").status == 0)
        let read = try check("Unprepared.so")
        #expect(
            read.hasPrefix("ganzoo: image ") && read.contains(" of the data cannot be used: \(damage)"), "\(read)")
    }

    @Test func trainsAndIsScoredAgainstItsTestPart() throws {
        let trained = try run("train", "named.yaml", "--run", "run", "--plugin", "NamedImages.so")
        try #require(trained.status == 0, "\(trained.errors)")
        #expect(trained.output.contains("15 images of 3×8×8, 2 classes of 12 to 3"), "\(trained.output)")
        let scored = try run(
            "evaluate", "--run", "run", "--against", "test", "--metrics", "fid", "--samples", "6", "--plugin",
            "NamedImages.so")
        #expect(scored.output.contains(" against 6 of named_images (test)\n"), "\(scored.errors)")
        #expect(scored.output.contains("\n  fd_fmnist "))
    }

    /// Only plugins that use GANData carry its version.
    @Test func anotherGANDataIsRefused() throws {
        let file = URL(fileURLWithPath: place.path("NamedImages.so"))
        var bytes = try Data(contentsOf: file)
        let mark = Data(ABIFingerprint.Part.data.mark.utf8)
        let found = try #require(bytes.range(of: mark))
        let rest = String(decoding: bytes[found.lowerBound...].prefix(256), as: UTF8.self)
        let own = try #require(ABIFingerprint(text: rest))
        let hash = try #require(bytes.range(of: Data(own.sources.utf8), in: found.upperBound..<bytes.endIndex))
        while let range = bytes.range(of: mark + Data("\(own.abi)|\(own.sources)".utf8)) {
            bytes.replaceSubrange(
                (range.upperBound - hash.count)..<range.upperBound, with: Data("0123456789abcdef".utf8))
        }
        try bytes.write(to: file)
        let refused = try run("component", "list", "--plugin", "NamedImages.so")
        #expect(refused.status == 1 && refused.output == "")
        #expect(
            refused.errors == """
                ganzoo: the plugin NamedImages.so was compiled for another version of GANZoo
                  plugin:  data \(own.abi).0123456789abcdef, \(own.compiler)
                  program: \(own.description)
                  fix: build it again with this `ganzoo`: ganzoo plugin build FILE.swift -o NamedImages.so

                """)
        try place.write("LogitRange.swift", PluginSource.regularizer("logit_range"))
        try #require(try run("plugin", "build", "LogitRange.swift").status == 0)
        let plain = try Data(contentsOf: URL(fileURLWithPath: place.path("LogitRange.so")))
        #expect(plain.range(of: mark) == nil)
        #expect(plain.range(of: Data(ABIFingerprint.Part.core.mark.utf8)) != nil)
    }
}
