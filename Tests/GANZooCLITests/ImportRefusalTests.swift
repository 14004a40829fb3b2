import Foundation
import GANImport
import GANModule
import GANRun
import GANTestSupport
import Testing

@testable import GANZooCLI

/// Files that are no checkpoints, or not of one model: an error in words, and nothing left behind.
@Suite struct ImportRefusalTests {
    private let fixtures: PublishedFixtures
    private var place: Workplace { fixtures.place }

    init() throws { fixtures = try PublishedFixtures() }

    private func refused(_ arguments: String..., out: String? = nil) throws -> String {
        let before = try place.names
        let run = try fixtures.ganzoo(["import"] + arguments + ["--out", out ?? place.path("out")])
        #expect(run.status == 1 || run.status == 2)
        #expect(try place.names == before)
        return run.errors.replacing(place.folder.path, with: "@").replacing(PublishedFixtures.fixtures, with: "#")
    }

    @Test func whatIsMissingIsNamed() throws {
        let file = try fixtures.rewritten("stylegan2-ada.pkl") {
            $0["G_ema.synthesis.b8.conv1.bias"] = nil
            $0["G_ema.synthesis.b16.conv0.noise_strength"] = nil
        }
        #expect(
            try refused(file) == """
                ganzoo: @/changed.safetensors: the average lacks G_ema.synthesis.b8.conv1.bias, G_ema.synthesis.b16.conv0.noise_strength
                  fix: use the complete checkpoint of a published network, or change the value with --set KEY=VALUE

                """)
    }

    @Test func whatIsOfAnotherShapeIsNamed() throws {
        let file = try fixtures.rewritten("biggan-author/G.pth") { tensors in
            tensors["blocks.1.0.conv1.weight"]?.shape = [8, 8, 9, 1]
        }
        #expect(
            try refused(file).hasPrefix(
                "ganzoo: @/changed.safetensors: `blocks.1.0.conv1.weight` is [8, 8, 9, 1], but the other tensors "
                    + "require [8, 8, 3, 3]\n  fix: "))
        let both = try fixtures.rewritten("biggan-author/G.pth") { tensors in
            tensors["blocks.1.0.conv1.bias"]?.shape = [4, 2]
            tensors["blocks.1.0.conv2.bias"] = nil
        }
        #expect(
            try refused(both).hasPrefix(
                "ganzoo: @/changed.safetensors: the generator lacks blocks.1.0.conv2.bias, and it has another shape or "
                    + "element type in blocks.1.0.conv1.bias: "))
        let other = try fixtures.rewritten("biggan-author/G.pth") { $0["blocks.1.0.conv1.bias"]?.shape = [4, 2] }
        #expect(
            try refused(other).hasPrefix(
                "ganzoo: @/changed.safetensors: the generator has another shape or element type in "
                    + "blocks.1.0.conv1.bias: F32 [4, 2], but the network has F32 [8]\n  fix: "))
    }

    @Test func modelsAreNotMixed() throws {
        let generator = "\(PublishedFixtures.fixtures)/biggan-author/G.pth"
        #expect(
            try refused(generator, generator) == """
                ganzoo: #/biggan-author/G.pth: the files contain more than one generator: `#/biggan-author/G.pth` and `#/biggan-author/G.pth`
                  fix: give files that contain each network once

                """)
        // With another between them, too.
        #expect(
            try refused(generator, "\(PublishedFixtures.fixtures)/biggan-author/D.pth", generator).contains(
                "the files contain more than one generator"))
        #expect(
            try refused(generator, "\(PublishedFixtures.fixtures)/stylegan2/model=D-best-weights-step=7.pth").contains(
                ": the image sizes or labels of generator and discriminator differ\n  fix: "))
        #expect(
            try refused("\(PublishedFixtures.fixtures)/biggan-author/D.pth").contains(
                ": it contains no supported generator\n  fix: "))
    }

    @Test func valuesThatAreWrongAreRefused() throws {
        let errors = try refused("\(PublishedFixtures.fixtures)/stylegan2-ada.pkl", "--set", "generator.conv_clam=1")
        #expect(errors.contains("did you mean `conv_clamp`?") && errors.contains("\n  recipe.yaml:"))
        #expect(
            try refused("\(PublishedFixtures.fixtures)/stylegan2-ada.pkl", "--set", "generator.z_dim=9").contains(
                "has another shape"))
        #expect(
            try refused(place.write("x.pkl", "hello")).contains(
                "@/x.pkl: at byte 1 it is not a pickle of protocol 2 to 5")
        )
        #expect(try refused(place.path("none.pkl")).contains("@/none.pkl"))
    }

    @Test func whatIsThereIsNotReplaced() throws {
        try place.write("out", "precious")
        #expect(
            try refused("\(PublishedFixtures.fixtures)/stylegan2-ada.pkl") == """
                ganzoo: @/out already exists and is not replaced
                  fix: choose another folder with --out

                """)
    }

    /// StudioGAN's AC, 2C and others: the network would be taken for one without labels.
    @Test func headsThatClassifyAreNotTakenForOthers() throws {
        let bigGAN = try fixtures.rewritten("biggan-studio/model=D-best-weights-step=7.pth") { tensors in
            for name in tensors.keys where name.contains(".embedding.") {
                tensors[name.replacing(".embedding.", with: ".linear2.")] = tensors.removeValue(forKey: name)
            }
        }
        let generators = ["biggan-studio", "stylegan2"].map {
            "\(PublishedFixtures.fixtures)/\($0)/model=G-best-weights-step=7.pth"
        }
        let said = "ganzoo: @/changed.safetensors: `state_dict.linear2` belongs to a classifying head (AC, 2C, …)"
        let errors = try refused(generators[0], bigGAN)
        #expect(
            errors.hasPrefix(said) && errors.hasSuffix(", or use --network generator --network average\n"), "\(errors)")
        let alone = try fixtures.ganzoo(
            "import", generators[0], bigGAN, "--network", "generator", "--out", place.path("alone"))
        #expect(alone.status == 0, "\(alone.errors)")
        let style = try fixtures.rewritten("stylegan2/model=D-best-weights-step=7.pth") { tensors in
            tensors["state_dict.linear2.weight"] = tensors["state_dict.linear1.weight"]
        }
        #expect(try refused(generators[1], style).hasPrefix(said))
    }

    /// Its blocks are numbered otherwise, and its last layer gives 128 channels.
    @Test func bigGANDeepIsNotTakenForBigGAN() throws {
        let deep = try fixtures.rewritten("biggan-author/G.pth") { tensors in
            tensors["blocks.0.0.conv4.weight"] = tensors["blocks.0.0.conv2.weight"]
        }
        #expect(try refused(deep).hasPrefix("ganzoo: @/changed.safetensors: it is the generator of BigGAN-deep"))
    }

    /// What a pickle says of its network is not taken for nothing where it is of another type.
    @Test func argumentsOfAnotherTypeAreRefused() throws {
        var bytes = [UInt8](
            try Data(contentsOf: URL(fileURLWithPath: "\(PublishedFixtures.fixtures)/stylegan2-ada.pkl")))
        // The group of two, the only argument of the epilogue that the discriminator names, becomes `True`.
        let start = try #require(bytes.indices.first { bytes[$0...].starts(with: Array("epilogue_kwargs".utf8)) })
        let two = try #require(bytes[start...].indices.first { bytes[$0...].starts(with: [0x4B, 2, 0x73]) })
        bytes.replaceSubrange(two..<two + 2, with: [0x88])
        let file = self.place.path("changed.pkl")
        try Data(bytes).write(to: URL(fileURLWithPath: file))
        #expect(try refused(file).contains("@/changed.pkl: its `epilogue_kwargs.mbstd_group_size` is not a number\n"))
    }

    /// A folder that cannot be made is refused before files are read; what was made on the way to one goes again.
    @Test func foldersThatCannotBeMade() throws {
        let none = place.path("none.pkl")
        try place.write("file", "precious")
        #expect(
            try refused(none, out: place.path("file/out")) == """
                ganzoo: no folder can be created in @/file: Not a directory
                  fix: choose another folder with --out

                """)
        #expect(
            try refused(none, out: "") == """
                ganzoo: --out is not a valid name of a folder
                  fix: give the folder to create, such as --out runs/faces

                """)
        let incomplete = try fixtures.rewritten("biggan-author/G.pth") { $0["blocks.1.0.conv1.bias"] = nil }
        #expect(try refused(incomplete, out: place.path("a/b/c/out")).contains("the generator lacks"))
    }

    @Test(
        arguments: [
            ("generator.=3", "sets no key"), ("discriminator.type=biggan", "sets a type, which cannot be set"),
            ("data.type=image_list", "sets a type"), ("generator.conv_clamp", "does not have the form KEY=VALUE"),
            ("loss=hinge", "is not a key of a network, of the data or of an importer"),
        ]) func changesThatCannotBeMade(_ change: String, _ said: String) throws
    {
        let run = try fixtures.ganzoo("import", "none.pkl", "--set", change, "--out", place.path("out"))
        #expect(run.status == 64 || run.status == 2, "\(run.status)")
        #expect(run.errors.contains("`\(change)` \(said)"), "\(run.errors)")
        #expect(try place.names == [])
    }

    @Test func aDiscriminatorAloneIsNoRun() throws {
        let run = try fixtures.ganzoo("import", "none.pkl", "--network", "discriminator", "--out", place.path("out"))
        #expect(run.errors.contains("an imported run needs a generator: add --network generator or --network average"))
    }

    /// Tensors that share numbers claim a network that is larger than their file.
    @Test func smallFilesMakeNoLargeNetworks() throws {
        let file = try fixtures.rewritten("stylegan2-ada.pkl") { tensors in
            for name in tensors.keys where !name.hasPrefix("G.") { tensors[name] = nil }
            tensors["G.mapping.embed.weight"] = (.float32, [1 << 16, 1], [UInt8](repeating: 0, count: 4 << 16))
        }
        #expect(try refused(file).contains("its label embedding has 65536 features, but it must have w_dim = "))
    }

    /// Damaged copies through the whole of an import.
    @Test(arguments: PublishedFixtures.imported) func damagedFilesLeaveNothing(_ program: String) throws {
        let original = try #require(try PublishedFixtures.files(program).last)
        let whole = [UInt8](try Data(contentsOf: URL(fileURLWithPath: original)))
        let path = place.path("damaged_ema.bin")
        for attempt in 0..<60 {
            var bytes = whole
            let start = attempt * 7_919 % bytes.count
            switch attempt % 3 {
            case 0: bytes[start] = bytes[start] &+ UInt8(attempt + 1)
            case 1: bytes.removeSubrange(start...)
            default: bytes.insert(contentsOf: bytes[start..<min(start + 9, bytes.count)], at: start)
            }
            try Data(bytes).write(to: URL(fileURLWithPath: path))
            try? AtomicFolder.create(place.path("out")) { partial in
                _ = try ImportedRun(ImportedNetworks([path], []), partial, for: place.path("out")).write()
            }
            AtomicFolder.remove(place.path("out"))
            #expect(try place.names == ["damaged_ema.bin"])
        }
    }
}
