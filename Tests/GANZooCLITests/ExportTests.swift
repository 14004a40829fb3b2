import Foundation
import GANImport
import GANModule
import GANTestSupport
import GANTrain
import Testing

/// `ganzoo export`, and back.
@Suite struct ExportTests {
    private let fixtures: PublishedFixtures
    private var place: Workplace { fixtures.place }

    init() throws { fixtures = try PublishedFixtures() }

    private func tensors(_ path: String) throws -> [String: [UInt8]] {
        let file = try SafetensorsFile(path: path)
        return try Dictionary(uniqueKeysWithValues: file.entries.map { ($0.name, try file.bytes(of: $0.name)) })
    }

    /// Exported, imported again, exported again: the same bytes each time.
    @Test(arguments: PublishedFixtures.imported) func exportAndImportChangeNoByte(_ program: String) throws {
        let (folder, _) = try fixtures.imported(program)
        let (file, again) = (place.path("a.safetensors"), place.path("again"))
        #expect(try fixtures.ganzoo("export", "--run", folder, "--out", file).status == 0)
        let back = try fixtures.ganzoo("import", file, "--out", again)
        #expect(back.status == 0, "\(back.errors)")
        let name = "checkpoints/000000/weights.safetensors"
        #expect(try tensors("\(folder)/\(name)") == tensors("\(again)/\(name)"))
        #expect(try fixtures.ganzoo("export", "--run", again, "--out", place.path("b.safetensors")).status == 0)
        let bytes = try [file, place.path("b.safetensors")].map { try Data(contentsOf: URL(fileURLWithPath: $0)) }
        #expect(bytes[0] == bytes[1])
    }

    /// One network has the names, shapes and numbers that PyTorch wrote, so that `load_state_dict` takes it.
    @Test(arguments: PublishedFixtures.programs) func oneNetworkIsThePublishedStateDictionary(_ program: String) throws
    {
        let (folder, _) = try fixtures.imported(program)
        for (index, role) in ["discriminator", "generator", "average"].enumerated() {
            let path = place.path("\(role).safetensors")
            let names = program == "stylegan2" ? ["--names", "studiogan"] : []
            #expect(
                try fixtures.ganzoo(["export", "--run", folder, "--network", role, "--out", path] + names).status == 0)
            let files = try PublishedFixtures.files(program)
            let original = try TorchCheckpoint(path: files[files.count == 1 ? 0 : index])
            let prefix =
                files.count == 1 ? ["D.", "G.", "G_ema."][index] : program == "biggan-author" ? "" : "state_dict."
            let expected = original.names.filter { $0.hasPrefix(prefix) }
            let exported = try SafetensorsFile(path: path)
            #expect(Set(exported.entries.map { prefix + $0.name }) == Set(expected))
            for name in expected where !name.hasSuffix("num_batches_tracked") {
                let (values, own) = (try #require(try original.values(of: name)), String(name.dropFirst(prefix.count)))
                #expect(exported.entry(named: own)?.shape == values.shape, "\(name)")
                #expect(try exported.bytes(of: own) == values.bytes, "\(name)")
            }
        }
    }

    /// Beside `checkpoints/000000`.
    @Test func aFileIsNumberedAsItsCheckpoint() throws {
        let (folder, _) = try fixtures.imported("stylegan2-ada")
        let run = try fixtures.ganzoo("export", "--run", folder)
        #expect(run.output.hasSuffix("\n\(folder)/export-000000.safetensors\n"), "\(run.errors)")
        #expect(FileManager.default.fileExists(atPath: "\(folder)/export-000000.safetensors"))
    }

    /// Names of heads that no published network has would be read by none.
    @Test func otherHeadsAreNotExported() throws {
        let (folder, _) = try fixtures.imported("biggan-author")
        let recipe = try String(contentsOfFile: "\(folder)/resolved.yaml", encoding: .utf8)
        try place.write("biggan-author/resolved.yaml", recipe.replacing("type: projection", with: "type: contrastive"))
        let run = try fixtures.ganzoo("export", "--run", folder, "--out", place.path("x.safetensors"))
        #expect(
            run.errors.hasPrefix(
                "ganzoo: the discriminator has the head `contrastive`, for which no published tensor names are known\n")
        )
        #expect(try place.names == ["biggan-author"])
        #expect(
            try fixtures.ganzoo("export", "--run", folder, "--network", "average", "--out", place.path("x.safetensors"))
                .status
                == 0)
    }

    /// Another network is offered only if the tensor is the discriminator's, which the others do not need.
    @Test(arguments: ["generator", "discriminator"]) func aTensorWithoutAPublishedNameIsNamed(_ role: String) throws {
        let (folder, _) = try fixtures.imported("stylegan2-ada")
        let file = try fixtures.checkpoint(folder).weights
        var writer = SafetensorsWriter(metadata: file.metadata)
        for entry in file.entries {
            writer.add(entry.name, type: entry.type, shape: entry.shape) { try file.bytes(of: entry.name) }
        }
        writer.add("\(role).extra", shape: []) { [Float(1)] }
        let checkpoints = "\(folder)/checkpoints"
        try FileManager.default.moveItem(atPath: checkpoints, toPath: place.path("before"))
        try CheckpointStore(checkpoints).writeImported(writer, from: "NVlabs")
        let run = try fixtures.ganzoo(
            "export", "--run", folder, "--network", role, "--out", place.path("a.safetensors"))
        let other = role == "discriminator" ? "use --network generator, or " : ""
        #expect(run.status == 1)
        #expect(
            run.errors.hasSuffix(" has no extra\n  fix: \(other)export a run of a published network\n"), "\(run.errors)"
        )
    }

    /// A checkpoint of a stranger, whose checksums are right. The type and the number ended the process.
    @Test(arguments: [
        ("rosinality", "resample_filter", SafetensorsType.int32, [4, 4], "resample_filter as I32 [4, 4]\n"),
        ("biggan-studio", "u0", .float32, [2, 3], "u0 as F32 [2, 3]\n"),
        ("biggan-studio", "blocks.\(Int.max).1.gamma", .float32, [], " has no blocks.\(Int.max).1.gamma\n"),
    ]) func tensorsThatNoNetworkHasAreRefused(
        _ program: String, _ ending: String, _ type: SafetensorsType, _ shape: [Int], _ words: String
    ) throws {
        let (folder, _) = try fixtures.imported(program)
        let file = try fixtures.checkpoint(folder).weights
        let bytes = [UInt8](repeating: 0, count: shape.reduce(4, *))
        var writer = SafetensorsWriter(metadata: file.metadata)
        let changed = file.entries.first { $0.name.hasPrefix("generator.") && $0.name.hasSuffix(ending) }?.name
        for entry in file.entries where entry.name != changed {
            writer.add(entry.name, type: entry.type, shape: entry.shape) { try file.bytes(of: entry.name) }
        }
        writer.add(changed ?? "generator.\(ending)", type: type, shape: shape) { bytes }
        let checkpoints = "\(folder)/checkpoints"
        try FileManager.default.moveItem(atPath: checkpoints, toPath: place.path("before"))
        try CheckpointStore(checkpoints).writeImported(writer, from: program)
        let refused = try fixtures.ganzoo(
            ["export", "--run", folder, "--network", "generator", "--out", place.path("a.safetensors")]
                + ["--names", program == "rosinality" ? program : "studiogan"])
        #expect(refused.status == 1 && refused.errors.contains(words), "\(refused.status) \(refused.errors)")
        #expect(!FileManager.default.fileExists(atPath: place.path("a.safetensors")))
    }

    // MARK: ONNX

    /// The other network has other weights.
    @Test(arguments: [("generator", "average"), ("average", "generator")]) func aNetworkThatIsMissingIsNotReplaced(
        _ known: String, _ missing: String
    ) throws {
        let (folder, _) = try fixtures.imported("stylegan2-ada", ["--network", known])
        let (file, other) = (place.path("a.onnx"), place.path("b.onnx"))
        for format in ["onnx", "safetensors"] {
            let run = try fixtures.ganzoo(
                "export", "--run", folder, "--format", format, "--network", missing, "--out", file)
            #expect(run.status == 1)
            #expect(
                run.errors == "ganzoo: the checkpoint has no \(missing)\n  fix: omit --network, or name another\n",
                "\(format)")
        }
        #expect(try place.names == ["stylegan2-ada"])
        for (path, options) in [(file, []), (other, ["--network", known])] {
            let run = try fixtures.ganzoo(["export", "--run", folder, "--format", "onnx", "--out", path] + options)
            #expect(run.status == 0 && run.output.hasPrefix("\(known): "), "\(run.errors)")
        }
        #expect(FileManager.default.contentsEqual(atPath: file, andPath: other))
        // An imported network has labels and no names of them.
        let card = try String(contentsOfFile: "\(file).md", encoding: .utf8)
        #expect(card.contains("# a column for each of the labels\n"), "\(card)")
    }

    @Test func onnxHasNoNamesOfOtherPrograms() throws {
        let (folder, _) = try fixtures.imported("stylegan2-ada")
        let run = try fixtures.ganzoo("export", "--run", folder, "--format", "onnx", "--names", "nvlabs")
        #expect(run.status == 2)
        #expect(
            run.errors
                == "ganzoo: a file of ONNX has no names of another program\n  fix: omit --names, or export safetensors\n"
        )
    }

    // MARK: Writing

    @Test func aFolderThatIsMissingIsNamed() throws {
        let (folder, _) = try fixtures.imported("stylegan2-ada")
        let file = place.path("missing/a.onnx")
        let run = try fixtures.ganzoo("export", "--run", folder, "--format", "onnx", "--out", file)
        #expect(run.status == 1)
        #expect(
            run.errors == "ganzoo: cannot write \(file): No such file or directory\n"
                + "  fix: free some space, or choose another place\n")
    }

    /// The card's name is longer than a system allows. Weights that stay would be in the way of the next export.
    @Test(arguments: ["safetensors", "onnx"]) func nothingIsLeftOfHalfAnExport(_ format: String) throws {
        let (folder, _) = try fixtures.imported("stylegan2-ada")
        let name = String(repeating: "a", count: 254 - format.utf8.count) + "." + format
        for _ in 0..<2 {
            let run = try fixtures.ganzoo("export", "--run", folder, "--format", format, "--out", place.path(name))
            #expect(run.status == 1)
            #expect(
                run.errors.hasPrefix("ganzoo: cannot write \(place.path(name)).md: File name too long\n"),
                "\(run.errors)")
            #expect(try place.names == ["stylegan2-ada"])
        }
    }

    /// A card can be missing for networks without a run, but not because of damage.
    @Test func aDamagedDescriptionIsAnError() throws {
        let (folder, _) = try fixtures.imported("stylegan2-ada")
        try place.write("stylegan2-ada/run.json", "{")
        let run = try fixtures.ganzoo("export", "--run", folder, "--out", place.path("a.safetensors"))
        #expect(run.status == 1)
        #expect(run.errors.hasPrefix("ganzoo: \(folder)/run.json: "), "\(run.errors)")
        #expect(try place.names == ["stylegan2-ada"])
        try FileManager.default.removeItem(atPath: "\(folder)/run.json")
        #expect(try fixtures.ganzoo("export", "--run", folder, "--out", place.path("a.safetensors")).status == 0)
        #expect(try place.names == ["a.safetensors", "stylegan2-ada"])
    }

    // MARK: Names

    /// The names of BigGAN are those of the program that it comes from.
    @Test func namesAreOfStyleGAN2() throws {
        let (folder, _) = try fixtures.imported("biggan-author")
        let run = try fixtures.ganzoo(
            "export", "--run", folder, "--names", "nvlabs", "--out", place.path("x.safetensors"))
        #expect(run.status == 2)
        #expect(
            run.errors
                == "ganzoo: the names of nvlabs are for stylegan2, but the run has `biggan`\n  fix: omit --names\n")
    }

    @Test func bigGANDeepIsNotExported() throws {
        let (folder, _) = try fixtures.imported("biggan-author")
        let recipe = try String(contentsOfFile: "\(folder)/resolved.yaml", encoding: .utf8)
        try place.write("biggan-author/resolved.yaml", recipe.replacing("deep: false", with: "deep: true"))
        let run = try fixtures.ganzoo("export", "--run", folder, "--out", place.path("x.safetensors"))
        #expect(run.errors.hasPrefix("ganzoo: the published tensor names of BigGAN-deep are not supported\n  fix: "))
        #expect(try place.names == ["biggan-author"])
    }
}
