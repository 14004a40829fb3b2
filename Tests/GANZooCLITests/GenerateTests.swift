import ArgumentParser
import Foundation
import GANModule
import GANPictures
import GANRun
import GANTestSupport
import Testing

@testable import GANData
@testable import GANZooCLI

/// `ganzoo generate` on runs of a step.
@Suite struct GenerateTests {
    /// A run of ten classes, made once. Its folder goes with the process.
    private static let run = Result {
        atexit { try? FileManager.default.removeItem(at: GenerateTests.shared) }
        try FileManager.default.createDirectory(at: shared, withIntermediateDirectories: true)
        return try trained(shared.appending(path: "run").path)
    }

    private static let shared = FileManager.default.temporaryDirectory.appending(
        path: "ganzoo-run-\(UUID().uuidString)")

    private static func trained(_ run: String, _ changes: String...) throws -> String { try trained(run, changes) }

    private static func trained(_ run: String, _ changes: [String]) throws -> String {
        let recipe = [Recipes.tiny, "train.kimg=0.008"] + changes
        let program = try Program.run(
            Program.products.appending(path: "ganzoo").path, ["train"] + recipe + ["--run", run])
        try #require(program.status == 0, "\(program.errors)")
        return run
    }

    private let place: Workplace
    private let run: String

    init() throws { (place, run) = (try Workplace(), try Self.run.get()) }

    private func generate(_ arguments: String...) throws -> Program {
        try Program.run(Program.products.appending(path: "ganzoo").path, ["generate"] + arguments)
    }

    private func image(_ path: String) throws -> RasterImage {
        try ImageCodec.decode(Array(try Data(contentsOf: URL(fileURLWithPath: path)))).over(.white)
    }

    private func bytes(_ path: String) throws -> Data { try Data(contentsOf: URL(fileURLWithPath: path)) }

    // MARK: Figures

    @Test func plotsOfFiguresAreWritten() throws {
        let program = Program.products.appending(path: "ganzoo").path
        let folder = place.path("plots")
        let plots = try Program.run(program, ["plot", "--run", run, "--out", folder, "--json"])
        #expect(plots.status == 0, "\(plots.errors)")
        let object = try #require(JSONSerialization.jsonObject(with: Data(plots.output.utf8)) as? [String: Any])
        let pictures = try #require(object["pictures"] as? [String])
        #expect(
            Set(pictures).isSuperset(of: ["loss", "spread", "labels", "twins", "logits"].map { "\(folder)/\($0).png" }))
        for picture in pictures { #expect(try image(picture).width > 400) }
        let again = try Program.run(program, ["plot", "--run", run, "--out", folder])
        #expect(again.status != 0 && again.errors.contains("already exists and is not replaced"), "\(again.errors)")
    }

    /// The format names the files, and dark colors are others.
    @Test func plotsHaveFormats() throws {
        let ganzoo = Program.products.appending(path: "ganzoo").path
        func plot(_ words: [String], _ name: String) throws -> Data {
            let program = try Program.run(ganzoo, ["plot", "--run", run, "--out", place.path(name)] + words)
            #expect(program.status == 0 && program.errors.isEmpty, "\(program.errors)")
            let ending = words.contains("--format") ? words[1] : "png"
            #expect(program.output.contains("logits.\(ending)\n"), "\(program.output)")
            return try bytes(place.path("\(name)/loss.\(ending)"))
        }
        let (svg, dark) = (try plot(["--format", "svg"], "svg"), try plot(["--format", "svg", "--dark"], "dark"))
        #expect(svg.starts(with: Data("<?xml".utf8)) && svg != dark)
        #expect(try plot(["--format", "pdf"], "pdf").starts(with: Data("%PDF".utf8)))
        #expect(try plot([], "png") != plot(["--dark"], "dark-png"))
    }

    // MARK: Pictures

    /// Below the title it is the sheet that the run itself drew, byte for byte.
    @Test func theSheetIsTheRuns() throws {
        let path = place.path("sheet.png")
        let program = try generate("--run", run, "--out", path)
        #expect(program.status == 0)
        #expect(
            program.output == """
                generator: \(run)/checkpoints/000001, 0.008 kimg
                \(path): 10 × 10 images

                """)
        let (ours, runs) = (try image(path), try image("\(run)/samples/fakes-000001.png"))
        let rows = (runs.height - 24) * runs.width * 3
        let end = runs.width * 3 * 12
        #expect(ours.width == runs.width && ours.height > runs.height)
        #expect(Array(ours.pixels.dropLast(end).suffix(rows)) == Array(runs.pixels.dropLast(end).suffix(rows)))
    }

    /// The same seed and class are the same picture, whatever else is made.
    @Test func aSeedIsAPicture() throws {
        let (many, one) = (place.path("many"), place.path("one"))
        #expect(try generate("images", "--run", run, "--out", many, "--per-class", "9").status == 0)
        let program = try generate("images", "--run", run, "--out", one, "--classes", "white ring,0", "--seeds", "7")
        #expect(program.output.hasSuffix("\n\(one): 2 × 1 images\n"))
        for name in ["white ring/seed000007.png", "red circle/seed000007.png"] {
            #expect(try bytes("\(one)/\(name)") == bytes("\(many)/\(name)"))
        }
        #expect(try bytes("\(many)/white ring/seed000007.png") != bytes("\(many)/white ring/seed000008.png"))
        let names = try FileManager.default.subpathsOfDirectory(atPath: one).sorted()
        #expect(
            names == [
                "dataset.json", "red circle", "red circle/seed000007.png", "white ring", "white ring/seed000007.png",
            ])
    }

    /// Single images are data: as folders of classes, and with the classes' numbers.
    @Test func imagesAreData() throws {
        let folder = place.path("data")
        try #require(
            try generate("images", "--run", run, "--out", folder, "--per-class", "2", "--classes", "9,0").status == 0)
        func check(_ type: String) throws -> String {
            try Program.run(
                "recipe", "check", Recipes.tiny, "data={type: \(type), path: '\(folder)'}"
            ).output.split(separator: "\n").first.map(String.init) ?? ""
        }
        #expect(try check("image_folder") == "data           image_folder: 4 images of 3×16×16, 2 classes of 2 to 2")
        #expect(try check("image_archive") == "data           image_archive: 4 images of 3×16×16, 10 classes of 2 to 0")
    }

    @Test func makesEveryKindOfSheet() throws {
        let (truncation, mixing) = (place.path("truncation.png"), place.path("mixing.png"))
        let swept = try generate(
            "truncation", "--run", run, "--out", truncation, "--psi", "0,1", "--classes", "0", "--seeds", "4,5")
        #expect(swept.output.hasSuffix("\n\(truncation): 2 × 2 truncated images\n"))
        let mixed = try generate(
            "mixing", "--run", run, "--out", mixing, "--row-seeds", "0-1", "--column-seeds", "2-4", "--layers", "0-2")
        #expect(mixed.output.hasSuffix("\n\(mixing): 2 × 3 mixed images\n"))
        #expect(try image(truncation).channels == 3)
        // Four columns and three rows of 64 pixels, beside "seed 0" and beneath title and captions, which widen it.
        let sheet = try image(mixing)
        #expect(sheet.width > 36 + 4 * 64 + 3 * 4 && sheet.width < 36 + 640 && sheet.height > 36 + 3 * 64 + 2 * 4)
    }

    @Test(arguments: ["seeds", "classes"]) func makesAnimations(_ through: String) throws {
        let path = place.path("\(through).gif")
        let program = try generate(
            "interpolation", "--run", run, "--out", path, "--classes", "0-2", "--seeds", "0,1", "--frames", "3",
            "--through", through)
        let size = through == "seeds" ? "6 frames of 3 × 2, 20 per second" : "9 frames of 2 × 3, 20 per second"
        #expect(program.output.hasSuffix("\n\(path): \(size)\n"))
        #expect(try bytes(path).starts(with: Array("GIF89a".utf8)))
    }

    /// 3.33 hundredths of a second are 3, and 2.63 are 3 too.
    @Test(arguments: [30, 38]) func ratesAreTheNearestOnes(_ fps: Int) throws {
        let path = place.path("a.gif")
        let program = try generate(
            "interpolation", "--run", run, "--out", path, "--classes", "0", "--seeds", "0,1", "--frames", "2", "--fps",
            "\(fps)")
        #expect(program.output.hasSuffix("\n\(path): 4 frames of 1 × 2, 33.3 per second\n"))
    }

    /// What others put in the place meanwhile stays, and the next number is taken.
    @Test func whatComesToBeMeanwhileStays() throws {
        let folder = place.path("of a run")
        let output = try PictureOutput(nil, in: folder, named: "sheet.png")
        #expect(output.path == "\(folder)/generated/sheet.png")
        #expect(try place.names == [], "no folder is made before it is needed")
        try FileManager.default.createDirectory(atPath: "\(folder)/generated", withIntermediateDirectories: true)
        try place.write("of a run/generated/sheet.png", "precious")
        #expect(try output.write([1, 2]) == "\(folder)/generated/sheet-2.png")
        #expect(try String(contentsOfFile: output.path, encoding: .utf8) == "precious")
        let asked = try PictureOutput(place.path("a.png"), in: folder, named: "sheet.png")
        try FileManager.default.createSymbolicLink(atPath: asked.path, withDestinationPath: place.path("none"))
        let failure = #expect(throws: CommandFailure.self) { try asked.write([1, 2]) }
        #expect(failure?.description.hasPrefix("ganzoo: \(asked.path) already exists and is not replaced") == true)
        #expect(try place.names == ["a.png", "of a run"])
    }

    /// A folder of a long search, too, takes the next number.
    @Test func foldersThatComeToBeMeanwhileStay() throws {
        let folder = place.path("of a run")
        let output = try PictureOutput(nil, in: folder, named: "projection")
        try FileManager.default.createDirectory(atPath: output.path, withIntermediateDirectories: true)
        try place.write("of a run/generated/projection/sheet.png", "precious")
        let path = try output.writeFolder { _ = try SystemFile.creating("\($0)/sheet.png") }
        #expect(path == "\(folder)/generated/projection-2")
        #expect(try place.names(in: "of a run/generated/projection-2") == ["sheet.png"])
        #expect(try String(contentsOfFile: "\(output.path)/sheet.png", encoding: .utf8) == "precious")
        let asked = try PictureOutput(place.path("a"), in: folder, named: "projection")
        try FileManager.default.createDirectory(atPath: asked.path, withIntermediateDirectories: true)
        try place.write("a/b", "precious")
        let failure = #expect(throws: CommandFailure.self) { try asked.writeFolder { _ in } }
        #expect(failure?.description.hasPrefix("ganzoo: \(asked.path) already exists and is not replaced") == true)
        #expect(try place.names == ["a", "of a run"])
    }

    @Test func usualNamesAreNumbered() throws {
        let run = place.path("numbered")
        try FileManager.default.copyItem(atPath: self.run, toPath: run)
        for name in ["sheet.png", "sheet-2.png"] {
            let program = try generate("--run", run, "--seeds", "0", "--classes", "0")
            #expect(program.output.hasSuffix("\n\(run)/generated/\(name): 1 × 1 image\n"))
        }
    }

    // MARK: Runs

    /// The data of a run may be gone, and it need not keep an average.
    @Test func needsNoDataAndNoAverage() throws {
        let data = place.path("data")
        try #require(try generate("images", "--run", run, "--out", data, "--per-class", "2").status == 0)
        let run = try Self.trained(
            place.path("without"), "data={type: image_folder, path: '\(data)'}", "train.average=null",
            "generator.noise_mode=none")
        try FileManager.default.removeItem(atPath: data)
        let program = try generate("--run", run, "--out", place.path("sheet.png"))
        #expect(program.status == 0)
        #expect(
            program.output.contains(
                "the run has no moving average of the generator, so images are made with its current weights"))
        let noise = try generate("--run", run, "--noise", "random", "--out", place.path("noise.png"))
        #expect(noise.status == 2)
        #expect(noise.errors.hasPrefix("ganzoo: --noise random needs a generator with noise"))
    }

    @Test func attributesAreRows() throws {
        let data = place.path("data")
        try #require(
            try generate("images", "--run", run, "--out", data, "--per-class", "1", "--classes", "0-3").status == 0)
        let files = try FileManager.default.subpathsOfDirectory(atPath: data).filter { $0.hasSuffix("png") }.sorted()
        let labels = zip(files, ["[1, 0, 0]", "[1, 1, 0]", "[0, 1, 1]", "[1, 0, 1]"]).map { "[\"\($0)\", \($1)]" }
        try "{\"labels\": [\(labels.joined(separator: ", "))]}".write(
            toFile: "\(data)/dataset.json", atomically: true, encoding: .utf8)
        let run = try Self.trained(
            place.path("attributes"), "data={type: image_archive, path: '\(data)'}", "~regularizers.noisy_twins",
            "train.batch=4")
        let program = try generate("--run", run, "--out", place.path("sheet.png"), "--seeds", "0-1")
        #expect(program.output.hasSuffix("3 × 2 images\n"))
        let combined = try generate(
            "images", "--run", run, "--out", place.path("both"), "--classes", "0+2", "--seeds", "3")
        #expect(combined.output.hasSuffix("1 × 1 image\n"))
        let json = try String(contentsOfFile: place.path("both/dataset.json"), encoding: .utf8)
        #expect(json == "{\"labels\": [\n[\"0+2/seed000003.png\", [1.0, 0.0, 1.0]]\n]}\n")
    }

    /// A BigGAN with hierarchical latents mixes its levels: a linear layer and three blocks. One without has nothing to mix.
    @Test func mixesLevels() throws {
        let changes = [
            "data.resolution=32", "~regularizers", "generator={type: biggan, ch: 1, z_dim: 8, shared_dim: 4}",
            "conditioner=class_embedding",
        ]
        let run = try Self.trained(place.path("levels"), changes)
        let path = place.path("mixing.png")
        let mixed = try generate(
            "mixing", "--run", run, "--out", path, "--row-seeds", "0-1", "--column-seeds", "2-4", "--layers", "1,3")
        #expect(mixed.output.hasSuffix("\n\(path): 2 × 3 mixed images\n"), "\(mixed.errors)")
        expect(
            ["mixing", "--run", run, "--layers", "4"], status: 2,
            "ganzoo: the generator has no layer 4\n  fix: use --layers in 0 ... 3\n")
        let plain = try Self.trained(place.path("plain"), changes + ["generator.hierarchical=false"])
        expect(
            ["mixing", "--run", plain], status: 2,
            """
            ganzoo: mixing needs a style for each layer; this generator has one style for all layers
              fix: use `ganzoo generate interpolation`, or train a biggan with `hierarchical: true` and `deep: false`, \
            which has latents for each layer

            """)
    }

    // MARK: Errors

    /// What the command says against `arguments`, without a process of its own.
    private func expect(
        _ arguments: [String], status: Int32, _ errors: String, sourceLocation: SourceLocation = #_sourceLocation
    ) {
        do {
            var command = try Ganzoo.parseAsRoot(["generate"] + arguments)
            try command.run()
            Issue.record("it worked", sourceLocation: sourceLocation)
        } catch {
            let failure = error as? CommandFailure ?? (error as? RunError).map(CommandFailure.init)
            let isUsage = Ganzoo.exitCode(for: error) == .validationFailure
            let message = failure?.description ?? Ganzoo.fullMessage(for: error)
            #expect((failure?.exitCode ?? (isUsage ? 2 : 1)) == status, sourceLocation: sourceLocation)
            #expect((message + "\n").hasPrefix(errors), sourceLocation: sourceLocation)
        }
    }

    @Test func neverReplaces() throws {
        let path = try place.write("mine.png", "precious")
        expect(
            ["--run", run, "--out", path], status: 2,
            "ganzoo: \(path) already exists and is not replaced\n  fix: name another path with --out\n")
        expect(
            ["images", "--run", run, "--out", place.folder.path], status: 2,
            "ganzoo: \(place.folder.path) already exists")
        #expect(try String(contentsOfFile: path, encoding: .utf8) == "precious")
        #expect(try place.names == ["mine.png"])
    }

    @Test func saysWhatIsWrongWithArguments() throws {
        expect([], status: 2, "Error: Missing expected argument '--run <run>'")
        expect(
            ["--run", run, "--classes", "red"], status: 2,
            "ganzoo: the run has no class `red`\n  fix: did you mean `red circle`?\n")
        expect(
            ["--run", run, "--seeds", "x"], status: 2,
            "Error: The value 'x' is invalid for '--seeds <seeds>': `x` is not an integer")
        expect(
            ["--run", run, "--out", place.path("a.jpg")], status: 2,
            "ganzoo: \(place.path("a.jpg")) must end in .png, the format that is written\n  fix: --out")
        expect(["--run", run, "--truncation", "11"], status: 2, "Error: --truncation 11.0 is not in -10 ... 10")
        expect(
            ["--run", run, "--truncation-layers", "2"], status: 2, "Error: --truncation-layers needs --truncation")
        expect(
            ["--run", run, "--noise", "loud"], status: 2, "Error: The value 'loud' is invalid for '--noise <noise>'")
        expect(
            ["mixing", "--run", run, "--layers", "2-9"], status: 2,
            "ganzoo: the generator has no layer 6\n  fix: use --layers in 0 ... 5\n")
        expect(
            ["interpolation", "--run", run, "--seeds", "4"], status: 2,
            "ganzoo: interpolation needs at least two seeds; got one\n  fix: name more with --seeds\n")
        expect(
            ["--run", run, "--seeds", "0-99999"], status: 2,
            "ganzoo: a sheet of 10 × 100,000 images would have more than 100 million pixels\n  fix: fewer seeds")
        expect(
            ["truncation", "--run", run, "--psi", "1", "--classes", "0", "--seeds", "0-1999"], status: 2,
            "ganzoo: a sheet of 2,000 × 1 images would be about 136,")
        expect(
            ["interpolation", "--run", run, "--seeds", "0-999", "--classes", "0", "--frames", "5"], status: 2,
            "ganzoo: an animation of 5,000 frames of 1 × 1,000 images would have more than 400 million pixels\n  fix: ")
        expect(
            ["images", "--run", run, "--seeds", "0,4,0"], status: 2,
            "Error: --seeds contains a seed twice; each seed is one file")
        expect(
            ["images", "--run", run, "--per-class", "3", "--seeds", "1"], status: 2,
            "Error: use either --per-class or --seeds, not both")
        #expect(try place.names.isEmpty)
    }

    @Test func saysWhatIsWrongWithARun() throws {
        expect(
            ["--run", place.path("none")], status: 2,
            "ganzoo: \(place.path("none")) is not a run folder: its run.json cannot be read: No such file or directory\n  fix: "
        )
        expect(
            ["--run", run, "--checkpoint", "7"], status: 1,
            "ganzoo: \(run)/checkpoints: there is no checkpoint of step 7\n  available: 1\n")
        expect(
            ["--run", run, "--checkpoint", "best"], status: 1,
            "ganzoo: \(run)/checkpoints: the run has no scores, so there is no best checkpoint\n  fix: ")
        expect(["--run", run, "--checkpoint", "last"], status: 2, "Error: The value 'last' is invalid for")
    }

    @Test func aRunFileThatIsNoFileIsNotWaitedFor() throws {
        #expect(mkfifo(place.path("run.json"), 0o600) == 0)
        expect(
            ["--run", place.folder.path], status: 1,
            "ganzoo: \(place.folder.path)/run.json: it is a FIFO, but a regular file was expected\n"
                + "  fix: restore it from a copy of the run, or choose another folder with --run\n")
    }

    /// A copy of the run with a file changed.
    private func damaged(_ name: String, _ file: String, _ change: (String) -> String) throws -> String {
        let copy = place.path(name)
        try FileManager.default.copyItem(atPath: run, toPath: copy)
        let text = try String(contentsOfFile: "\(copy)/\(file)", encoding: .utf8)
        try change(text).write(toFile: "\(copy)/\(file)", atomically: true, encoding: .utf8)
        return copy
    }

    @Test func saysWhatIsDamaged() throws {
        let noJSON = try damaged("a", "run.json") { _ in "{" }
        expect(
            ["--run", noJSON], status: 1, "ganzoo: \(noJSON)/run.json: The given data was not valid JSON.\n  fix: ")
        let noHeight = try damaged("b", "run.json") {
            $0.replacingOccurrences(of: "\"height\" : 16", with: "\"height\" : 0")
        }
        expect(
            ["--run", noHeight], status: 1, "ganzoo: \(noHeight)/run.json: `data.height`: 0 is not in 1 ... 65536\n")
        let noSeed = try damaged("c", "run.json") { $0.replacingOccurrences(of: "\"plugins\"", with: "\"plug\"") }
        expect(["--run", noSeed], status: 1, "ganzoo: \(noSeed)/run.json: `plugins` is missing\n")
        let wider = try damaged("d", "resolved.yaml") { $0.replacingOccurrences(of: "z_dim: 16", with: "z_dim: 17") }
        expect(
            ["--run", wider], status: 1,
            "ganzoo: \(wider)/checkpoints/000001/weights.safetensors does not hold the state of this network\n")
        let unknown = try damaged("e", "resolved.yaml") {
            $0.replacingOccurrences(of: "noisy_embedding", with: "noisy")
        }
        expect(["--run", unknown], status: 2, "\(unknown)/resolved.yaml:")
        let cut = try damaged("f", "checkpoints/000001/state.json") { String($0.dropLast(9)) }
        expect(
            ["--run", cut], status: 1,
            "ganzoo: \(cut)/checkpoints: the run has no valid checkpoint\n  \(cut)/checkpoints/000001 is skipped")
    }
}
