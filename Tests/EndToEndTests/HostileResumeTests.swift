import Foundation
import GANTestSupport
import Testing

/// `ganzoo train --resume auto` in a folder that comes from a stranger, or from an older program.
@Suite struct HostileResumeTests {
    private static let recipe = SmallRecipe.text("train: {kimg: 0.032, batch: 4, checkpoint_kimg: 0.016}")

    private let place: Workplace

    init() throws {
        place = try Workplace()
        try place.write("recipe.yaml", Self.recipe)
        try TrainedRun.copy(of: Self.recipe, to: place.path("run"))
    }

    private func train(_ run: String, _ arguments: String...) throws -> Program { try train(run, arguments) }

    private func train(_ run: String, _ arguments: [String]) throws -> Program {
        try Program.run(
            Program.products.appending(path: "ganzoo").path,
            ["train", place.path("recipe.yaml"), "--run", place.path(run)] + arguments)
    }

    private func changeState(_ checkpoint: String, _ change: (String) -> String) throws {
        try StateFile.change(place.path("run/checkpoints/\(checkpoint)/state.json"), change)
    }

    /// The file was cut to 0 bytes, which no check stood against, and a header was written to it.
    @Test func noOtherFileIsCut() throws {
        try place.write("thesis.txt", "years of work")
        for checkpoint in ["000004", "000008"] {
            try changeState(checkpoint) {
                $0.replacing(
                    /"eventFile":"[^"]*","events":[0-9]+/, with: "\"eventFile\":\"..\\/thesis.txt\",\"events\":0")
            }
        }
        let program = try train("run", "--resume", "auto")
        #expect(program.status == 1)
        #expect(
            program.errors.contains(
                "000008 is skipped: state.json has an invalid value: `logs.eventFile` is `../thesis.txt`, which is not"
                    + " the name of an event file\n"), "\(program.errors)")
        #expect(try String(contentsOfFile: place.path("thesis.txt"), encoding: .utf8) == "years of work")
    }

    @Test func dataThatCannotBeComparedAreNotTrainedOn() throws {
        try changeState("000008") { $0.replacing(/"identity":\{[^}]*\}/, with: "\"identity\":{}") }
        let program = try train("run", "--resume", "auto")
        #expect(program.status == 1)
        #expect(
            program.errors == """
                ganzoo: \(place.path("run/checkpoints/000008")) does not say which data it was trained on, so the run \
                cannot be resumed
                  fix: start a new run in another folder with --run; transfer.from loads the weights

                """)
    }

    /// Old checkpoints of the run that the link leads to were removed.
    @Test func checkpointsOfAnotherRunStay() throws {
        try FileManager.default.copyItem(atPath: place.path("run"), toPath: place.path("evil"))
        try FileManager.default.removeItem(atPath: place.path("evil/checkpoints"))
        try FileManager.default.createSymbolicLink(
            atPath: place.path("evil/checkpoints"), withDestinationPath: "../run/checkpoints")
        let program = try train("evil", "--resume", "auto", "train.kimg=0.064", "train.keep.last=1")
        #expect(program.status == 1)
        #expect(
            program.errors.hasPrefix(
                "ganzoo: \(place.path("evil/checkpoints")): it is a symbolic link; links below a run's folder are not followed"
            ))
        #expect(try place.names(in: "run/checkpoints") == ["000004", "000008"])
    }

    @Test func filesBehindSamplesStay() throws {
        try FileManager.default.createDirectory(atPath: place.path("mine"), withIntermediateDirectories: false)
        try place.write("mine/fakes-000010.png", "mine")
        try FileManager.default.removeItem(atPath: place.path("run/samples"))
        try FileManager.default.createSymbolicLink(atPath: place.path("run/samples"), withDestinationPath: "../mine")
        let program = try train("run", "--resume", "auto", "train.kimg=0.04")
        #expect(program.status == 1)
        #expect(program.errors.hasPrefix("ganzoo: \(place.path("run/samples")): it is a symbolic link; "))
        #expect(try String(contentsOfFile: place.path("mine/fakes-000010.png"), encoding: .utf8) == "mine")
        #expect(try place.names(in: "mine") == ["fakes-000010.png"])
    }

    /// There would be no image to take in the place of a real one, which ended the program.
    @Test func replacementsWithoutImagesAreRefused() throws {
        let changes = ["augment={type: apa, p: 1}", "train.first=discriminator"]
        let begun = try train("apa", changes)
        try #require(begun.status == 0, "\(begun.errors)")
        let checkpoint = place.path("apa/checkpoints/000008")
        try StateFile.changeWeights(checkpoint, "augment.pseudo", shape: [0, 3, 8, 8], bytes: [])
        let resumed = try train("apa", changes + ["--resume", "auto", "train.kimg=0.04"])
        #expect(resumed.status == 1)
        #expect(
            resumed.errors.hasPrefix(
                """
                ganzoo: \(checkpoint)/weights.safetensors is damaged: `augment.pseudo` has the shape [0, 3, 8, 8], which is \
                neither [0] nor [N, 3, 8, 8] with N above 0
                  fix: restore it from a copy, or use another checkpoint

                """), "\(resumed.errors)")
    }

    /// What is refused is so no more once it is done as the message says.
    @Test(arguments: [
        (
            "metrics.jsonl", true, "is a symbolic link",
            "replace it by its target, or remove it to continue with an empty file"
        ),
        ("metrics.jsonl", false, "is a FIFO", "remove it to continue with an empty file"),
        (".lock", true, "it is a symbolic link", "remove it; training rewrites it"),
        ("recipe.yaml", false, "it is a FIFO", "remove it; training rewrites it"),
    ]) func aSpecialFileIsRefusedWithARemedyThatWorks(
        _ name: String, _ isLink: Bool, _ kind: String, _ remedy: String
    ) throws {
        let path = place.path("run/\(name)")
        try FileManager.default.removeItem(atPath: path)
        if isLink {
            try FileManager.default.createSymbolicLink(atPath: path, withDestinationPath: place.path("recipe.yaml"))
        } else {
            #expect(mkfifo(path, 0o600) == 0)
        }
        let refused = try train("run", "--resume", "auto", "train.kimg=0.04")
        #expect(refused.status == 1)
        #expect(
            refused.errors.hasPrefix("ganzoo: \(path): \(kind), but a regular file was expected\n  fix: \(remedy)\n"),
            "\(refused.errors)")
        try FileManager.default.removeItem(atPath: path)
        let resumed = try train("run", "--resume", "auto", "train.kimg=0.04")
        #expect(resumed.status == 0, "\(resumed.errors)")
    }

    @Test func aDescriptionThatIsAFIFOIsRefused() throws {
        let path = place.path("run/run.json")
        try FileManager.default.removeItem(atPath: path)
        #expect(mkfifo(path, 0o600) == 0)
        let refused = try train("run", "--resume", "auto", "train.kimg=0.04")
        #expect(
            refused.errors
                == "ganzoo: \(path): it is a FIFO, but a regular file was expected\n"
                + "  fix: restore it from a copy of the run, or choose another folder with --run\n", "\(refused.errors)"
        )
    }

    /// The order of the run's classes is in run.json.
    @Test func aDamagedDescriptionDoesNotGoOn() throws {
        let whole = try String(contentsOfFile: place.path("run/run.json"), encoding: .utf8)
        try place.write("run/run.json", whole.replacingOccurrences(of: "class_names", with: "class_game"))
        let damaged = try train("run", "--resume", "auto", "train.kimg=0.04")
        #expect(damaged.status == 1)
        #expect(
            damaged.errors
                == "ganzoo: \(place.path("run/run.json")): `data.class_names` is missing\n  fix: restore it from a copy of the run\n",
            "\(damaged.errors)")
        try FileManager.default.removeItem(atPath: place.path("run/run.json"))
        let without = try train("run", "--resume", "auto", "train.kimg=0.04")
        #expect(without.status == 0, "\(without.errors)")
    }

    // MARK: Texts

    /// It sets the clipboard, clears the screen, changes color and writing direction, and begins a line as the program does.
    private static let controls =
        "\u{1B}]52;c;cm0gLXJm\u{7}\u{1B}[2Jred\u{9B}31m\u{202E}\r\nganzoo: done\u{2028}ganzoo: done"

    /// Nothing of a text controls the terminal or makes a line.
    private func expectPlain(_ program: Program, _ source: String) {
        let said = program.output + program.errors
        let kinds: Set<Unicode.GeneralCategory> = [.control, .format, .lineSeparator, .paragraphSeparator]
        let wrong = said.unicodeScalars.first {
            !["\n", "\t"].contains($0) && kinds.contains($0.properties.generalCategory)
        }
        #expect(wrong == nil, "\(source): \(said.debugDescription)")
        #expect(!said.split(separator: "\n").contains { $0.hasPrefix("ganzoo: done") }, "\(source)")
    }

    /// The note of another machine prints the text of run.json.
    @Test(arguments: ["processor", "device"]) func textsOfTheDescriptionAreText(_ field: String) throws {
        let url = URL(fileURLWithPath: place.path("run/run.json"))
        var manifest = try #require(try JSONSerialization.jsonObject(with: Data(contentsOf: url)) as? [String: Any])
        for name in [field, "program", "commit", "recipe", "data_fingerprint"] { manifest[name] = Self.controls }
        manifest["overrides"] = [Self.controls]
        try JSONSerialization.data(withJSONObject: manifest).write(to: url)
        let resumed = try train("run", "--resume", "auto", "train.kimg=0.04")
        #expect(resumed.status == 0, "\(resumed.errors)")
        let note = "note: the run was trained on \u{FFFD}]52;c;cm0gLXJm\u{FFFD}\u{FFFD}[2Jred"
        #expect((resumed.output + resumed.errors).contains(note), "\(resumed.errors)")
        expectPlain(resumed, field)
    }

    /// The order of classes and plugins, which messages name where they do not fit.
    @Test func namesOfTheDescriptionAreText() throws {
        let path = place.path("run/run.json")
        let whole = try String(contentsOfFile: path, encoding: .utf8)
        let name = String(decoding: try JSONEncoder().encode(Self.controls), as: UTF8.self)
        let changes: [(Regex<Substring>, String)] = [
            (/"class_names" : \[/, "\"class_names\" : [\(name),"),
            (/"plugins" : \[[^\]]*\]/, "\"plugins\" : [\(name)]"),
            (/"label_kind" : "[^"]*"/, "\"label_kind\" : \(name)"), (/"format" : 1/, "\"format\" : \(name)"),
            (/"data" : \{/, "\"data\" : {\(name) : 1,"),
        ]
        for (pattern, change) in changes {
            let changed = whole.replacing(pattern, with: change, maxReplacements: 1)
            #expect(changed != whole, "\(change)")
            try place.write("run/run.json", changed)
            expectPlain(try train("run", "--resume", "auto", "train.kimg=0.04"), change)
        }
    }

    @Test func textsOfTheStateAreText() throws {
        let text = String(decoding: try JSONEncoder().encode(Self.controls), as: UTF8.self)
        try changeState("000008") { $0.replacing(/"eventFile":"[^"]*"/, with: "\"eventFile\":\(text)") }
        try changeState("000004") {
            $0.replacing(/"trainer.safetensors":\{"[^"]*"/, with: "\"trainer.safetensors\":{\(text)")
        }
        let refused = try train("run", "--resume", "auto")
        #expect(refused.status == 1)
        #expect(refused.errors.contains("000008 is skipped: state.json has an invalid value: `logs.eventFile` is `"))
        #expect(refused.errors.contains("000004 is skipped: "), "\(refused.errors)")
        expectPlain(refused, "state.json")
    }

    /// A checkpoint without a number is of the first arithmetic.
    @Test func anotherArithmeticDoesNotGoOn() throws {
        try changeState("000008", StateFile.withoutArithmetic)
        let old = try train("run", "--resume", "auto", "train.kimg=0.04")
        #expect(old.status == 1)
        let start = "ganzoo: \(place.path("run/checkpoints/000008")) was trained by"
        #expect(
            old.errors.hasPrefix(
                "\(start) an earlier version of this program, which computes differently (Adam in lazy phases, "),
            "\(old.errors)")
        #expect(
            old.errors.hasSuffix(
                """
                , terms with a loss that reads labels; effective numbers of data with mirrored copies): resumed training would give other weights
                  fix: resume with the version that trained it, or start a new run in another folder with --run; \
                transfer.from loads the weights

                """), "\(old.errors)")
        try changeState("000008") { "{\"arithmetic\":99," + $0.dropFirst() }
        let newer = try train("run", "--resume", "auto", "train.kimg=0.04")
        #expect(newer.status == 1)
        #expect(
            newer.errors.hasPrefix(
                "\(start) a later version of this program, which computes differently: resumed training would give"))
        #expect(try place.names(in: "run/checkpoints") == ["000004", "000008"])
    }
}
