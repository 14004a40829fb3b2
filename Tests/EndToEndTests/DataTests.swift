import Foundation
import GANTestSupport
import Testing

/// `ganzoo data`, and training on data with faults, as a person meets them.
@Suite struct DataTests {
    private static let shapes = """
        recipe: 2
        data: {type: shapes, resolution: 8, class_count: 3, per_class: 20, long_tail: null}

        """
    private static let training = """
        recipe: 2
        data: {type: image_folder, path: images}
        generator: {type: stylegan2, z_dim: 4, w_dim: 4, mapping_layers: 1, channel_base: 32, channel_max: 4}
        discriminator: {type: stylegan2, mapping_layers: 1, channel_base: 32, channel_max: 4}
        conditioner: embedding
        loss: logistic
        train: {kimg: 0.008, batch: 4}

        """

    private let place: Workplace

    init() throws {
        place = try Workplace()
        try place.write("shapes.yaml", Self.shapes)
        try place.write("train.yaml", Self.training)
    }

    private func ganzoo(_ arguments: String...) throws -> Program { try ganzoo(arguments) }

    private func ganzoo(_ arguments: [String]) throws -> Program {
        try Program.run(
            Program.products.appending(path: "ganzoo").path, arguments,
            environment: ["XDG_CACHE_HOME": place.path("cache")], in: place.folder)
    }

    /// A folder of classes, made of a converted one: `images/cat/0.png`.
    /// - Returns: the paths of its images below the work place.
    private func imageFolder() throws -> [String] {
        try SharedFolder.copy(["images of three classes"], to: place.path("images")) { images in
            let converted = try ganzoo("data", "convert", "shapes.yaml", "--out", "converted")
            try #require(converted.status == 0, "\(converted.errors)")
            let manager = FileManager.default
            let files = try #require(manager.enumerator(atPath: place.path("converted")))
                .compactMap { $0 as? String }.filter { $0.hasSuffix(".png") }.sorted()
            try #require(files.count == 60)
            for (index, file) in files.enumerated() {
                let image = images.appending(path: Self.name(ofImage: index))
                try manager.createDirectory(
                    at: image.deletingLastPathComponent(), withIntermediateDirectories: true)
                try manager.moveItem(atPath: place.path("converted/\(file)"), toPath: image.path)
            }
        }
        return (0..<60).map { "images/\(Self.name(ofImage: $0))" }
    }

    private static func name(ofImage index: Int) -> String { "\(["cat", "dog", "owl"][index % 3])/\(index).png" }

    private func truncate(_ file: String) throws {
        let bytes = try Data(contentsOf: URL(fileURLWithPath: place.path(file)))
        try bytes.prefix(bytes.count - 20).write(to: URL(fileURLWithPath: place.path(file)))
    }

    // MARK: Damaged images

    @Test func checkNamesEveryDamagedImageAndEndsWithOne() throws {
        let images = try imageFolder()
        for image in [images[7], images[40]] { try truncate(image) }
        let program = try ganzoo("data", "check", "images")
        #expect(program.status == 1)
        #expect(program.output.contains("images    60, 58 of them readable\n"))
        for image in [images[7], images[40]] { #expect(program.output.contains("\n  \(image): "), "\(image)") }
        #expect(program.output.contains("\n    on_bad_image: skip"))
        let problem = "2 images cannot be read\n  fix: replace or remove them"
        #expect(
            program.errors.contains("\(problem), or train with data.on_bad_image=skip, which skips them\n"),
            "\(program.errors)")
        let skipping = try ganzoo("data", "check", "images", "data.on_bad_image=skip")
        #expect(skipping.status == 1)
        #expect(
            skipping.errors.contains("\(problem); training skips them (data.on_bad_image: skip)\n"),
            "\(skipping.errors)")
    }

    /// A class would be left without an image, which training refuses.
    @Test func checkDoesNotAdviseToSkipAClass() throws {
        let images = try imageFolder()
        let owls = images.filter { $0.contains("/owl/") }
        for image in owls { try truncate(image) }
        let program = try ganzoo("data", "check", "images")
        #expect(
            program.errors.contains("20 images cannot be read\n  fix: replace or remove them\n"), "\(program.errors)")
        #expect(!program.output.contains("on_bad_image"))
    }

    @Test func trainingStopsAtADamagedImageBeforeItBegins() throws {
        let image = try imageFolder()[7]
        try truncate(image)
        let program = try ganzoo("train", "train.yaml", "--run", "runs/new")
        #expect(program.status == 1)
        #expect(program.errors.contains("\(image): "))
        #expect(program.errors.contains("\n  fix: "))
        #expect(!program.output.contains("step 1 "))
        #expect(!FileManager.default.fileExists(atPath: place.path("runs")))
    }

    @Test func trainingLeavesOutDamagedImagesAndNamesTheFirst() throws {
        let images = try imageFolder()
        for image in images.prefix(25) { try truncate(image) }
        let program = try ganzoo("train", "train.yaml", "data.on_bad_image=skip", "--run", "run")
        #expect(program.status == 0, "\(program.errors)")
        let warnings = program.output.split(separator: "\n").filter { $0.hasPrefix("warning: ") }
        #expect(warnings.count == 21)
        #expect(warnings.dropLast().allSatisfy { warning in images.prefix(25).contains { warning.contains($0) } })
        #expect(warnings.last == "warning: 5 more warnings; `ganzoo data check` lists all")
    }

    // MARK: Other faults

    /// Each is listed, the classes too, and a name with a line end stays in its line.
    @Test func checkListsAllFaultsBesideTheClasses() throws {
        let images = try imageFolder()
        try truncate(images[7])
        let manager = FileManager.default
        for folder in ["empty", "@eaDir"] {
            try manager.createDirectory(atPath: place.path("images/\(folder)"), withIntermediateDirectories: true)
        }
        try manager.copyItem(atPath: place.path(images[0]), toPath: place.path("images/loose.png"))
        try manager.moveItem(atPath: place.path("images/owl"), toPath: place.path("images/ow\nl"))
        let program = try ganzoo("data", "check", "images")
        #expect(program.status == 1)
        #expect(program.output.contains("\nlabels    3 classes of "))
        #expect(program.output.contains("\n  ow\\nl  20  ━"), "\(program.output)")
        #expect(program.output.contains("\nwarning: ignored 1 system folder: @eaDir\n"))
        #expect(
            program.output.contains(
                """

                must be corrected:
                  images: 1 image is not in a class folder: loose.png
                    fix: move each into the folder of its class
                  images: these classes have no image: empty
                    fix: add images, or remove the folders

                """))
        #expect(
            program.errors.contains(
                "1 image cannot be read, 2 faults must be corrected\n  fix: replace or remove it, or train with "))
    }

    /// A zip of class folders says how to have them as classes, and does.
    @Test func foldersOfAnArchiveBecomeClasses() throws {
        _ = try imageFolder()
        let program = try ganzoo("data", "check", "images", "data.type=image_archive", "data.path=images")
        #expect(program.output.contains("labels    none\n"))
        #expect(program.output.contains("warning: there is no dataset.json"))
        let labeled = try ganzoo(
            "data", "check", "images", "data.type=image_archive", "data.path=images", "data.labels=folders")
        #expect(labeled.output.contains("\nlabels    3 classes of 20 images each\n"), "\(labeled.errors)")
        #expect(labeled.output.contains("\n    labels: folders\n"))
    }

    /// Another order in run.json is another run's, so the data are no longer those of the checkpoint.
    @Test func aRunThatGoesOnTakesTheOrderOfItsClasses() throws {
        _ = try imageFolder()
        let manager = FileManager.default
        for (old, new) in [("cat", "2"), ("dog", "10"), ("owl", "1")] {
            try manager.moveItem(atPath: place.path("images/\(old)"), toPath: place.path("images/\(new)"))
        }
        #expect(try ganzoo("train", "train.yaml", "--run", "run").status == 0)
        let longer = ["train", "train.yaml", "train.kimg=0.012", "--run", "run", "--resume", "auto"]
        let path = place.path("run/run.json")
        let text = try String(contentsOfFile: path, encoding: .utf8)
        let names = try #require(text.firstRange(of: /"class_names" : \[[^\]]*\]/))
        #expect(text[names].filter(\.isNumber) == "1210")
        var changed = text
        changed.replaceSubrange(names, with: #""class_names" : ["1", "10", "2"]"#)
        try changed.write(toFile: path, atomically: true, encoding: .utf8)
        let refused = try ganzoo(longer)
        #expect(refused.output.contains("warning: the classes have the order of the run: 1, 10, 2\n"))
        #expect(
            refused.status == 1 && refused.errors.contains("the data differ from those that the run was started with"))
        try text.write(toFile: path, atomically: true, encoding: .utf8)
        let resumed = try ganzoo(longer)
        #expect(resumed.status == 0, "\(resumed.errors)")
        #expect(!resumed.output.contains("keep the order"))
    }

    // MARK: Converting and looking

    @Test func whatIsConvertedIsFoundAsItWas() throws {
        #expect(try ganzoo("data", "convert", "shapes.yaml", "--out", "a.zip").status == 0)
        let program = try ganzoo("data", "check", "a.zip")
        #expect(program.status == 0, "\(program.errors)")
        #expect(
            program.output.contains(
                "images    60\nsize      8×8\nchannels  3, color\n\nlabels    3 classes of 20 images each\n"))
        #expect(program.output.contains("    type: image_archive\n    path: a.zip\n"))
    }

    /// What is printed for a recipe can be used in one.
    @Test func theBlockForARecipeNamesAnyPath() throws {
        let name = "a: {b} #c.zip"
        let converted = try ganzoo("data", "convert", "shapes.yaml", "--out", name)
        #expect(converted.status == 0, "\(converted.errors)")
        let lines = converted.output.split(separator: "\n").drop { $0 != "in a recipe:" }
        let block = lines.dropFirst().map { $0.dropFirst(2) }
        try place.write("found.yaml", "recipe: 2\n" + block.joined(separator: "\n") + "\n")
        let program = try ganzoo("data", "check", "found.yaml")
        #expect(program.output.contains("images    60\n"), "\(program.errors)")
    }

    /// A folder `test` beside `train` is another split of the same data.
    @Test func checkNamesImagesThatTheTestSplitHas() throws {
        let images = try imageFolder()
        let manager = FileManager.default
        try manager.moveItem(atPath: place.path("images"), toPath: place.path("train"))
        try manager.createDirectory(atPath: place.path("test/cat"), withIntermediateDirectories: true)
        let copied = images[3].replacing("images/", with: "train/")
        try manager.copyItem(atPath: place.path(copied), toPath: place.path("test/cat/copy.png"))
        let program = try ganzoo("data", "check", "train")
        #expect(program.output.contains("nearly the same as one of test, so scores against test are too good:\n"))
        #expect(program.output.contains("\(copied) and ") && program.output.contains("/test/cat/copy.png\n"))
        let report = try ganzoo("data", "check", "train", "--json").output
        #expect(report.contains("\"near_copies\"") && report.contains("/test/cat/copy.png"))
        #expect(try !ganzoo("data", "check", "train/cat").output.contains("nearly the same"))
        // A recipe that names them in a folder whose name would be something else in YAML.
        let folder = "set #2: ${env:HOME}"
        try manager.createDirectory(atPath: place.path(folder), withIntermediateDirectories: true)
        for part in ["train", "test"] {
            try manager.moveItem(atPath: place.path(part), toPath: place.path("\(folder)/\(part)"))
        }
        try place.write("set.yaml", "recipe: 2\ndata: {type: image_folder, path: 'set #2: $${env:HOME}/train'}\n")
        let named = try ganzoo("data", "check", "set.yaml")
        #expect(named.output.contains("nearly the same as one of test, so scores"), "\(named.output) \(named.errors)")
    }

    /// A class that would clear the screen.
    @Test func namesDoNotReachTheTerminalAsCommands() throws {
        _ = try imageFolder()
        try FileManager.default.moveItem(atPath: place.path("images/cat"), toPath: place.path("images/\u{1B}[2Jcat"))
        let program = try ganzoo("data", "check", "images")
        #expect(program.output.contains("\\u{1B}[2Jcat") && !program.output.contains("\u{1B}"))
        let missing = try ganzoo("data", "check", "no\u{9B}where.zip")
        #expect(missing.errors.contains("no\\u{9B}where.zip") && !missing.errors.contains("\u{9B}"))
    }

    @Test func nothingIsReplaced() throws {
        try place.write("a.zip", "mine")
        let program = try ganzoo("data", "convert", "shapes.yaml", "--out", "a.zip")
        #expect(program.status == 1)
        #expect(program.errors.contains("a.zip"))
        #expect(program.errors.contains("\n  fix: "))
        #expect(try String(contentsOfFile: place.path("a.zip"), encoding: .utf8) == "mine")
        try place.write("a.png", "mine")
        #expect(try ganzoo("data", "preview", "shapes.yaml", "--out", "a.png").status == 1)
        #expect(try String(contentsOfFile: place.path("a.png"), encoding: .utf8) == "mine")
        #expect(
            try ganzoo("data", "preview", "shapes.yaml", "--out", "new.jpg").errors.contains(
                "--out new.jpg must end in .png"))
    }

    @Test(arguments: ["a.zip", "a"]) func aFolderThatIsMissingIsNamed(_ name: String) throws {
        let program = try ganzoo("data", "convert", "shapes.yaml", "--out", "no/such/\(name)")
        #expect(program.errors.contains("No such file or directory"))
        #expect(program.errors.hasSuffix("\n  fix: create the folder no/such\n"))
    }

    @Test func aPreviewIsAPicture() throws {
        let program = try ganzoo("data", "preview", "shapes.yaml", "--out", "sheet.png")
        #expect(program.status == 0, "\(program.errors)")
        #expect(program.output == "sheet.png\n")
        let bytes = try Data(contentsOf: URL(fileURLWithPath: place.path("sheet.png")))
        #expect(bytes.starts(with: [0x89, 0x50, 0x4E, 0x47]))
    }

    /// Where no font has a letter, the picture is drawn all the same, and the package with a font is named.
    @Test func aMissingFontIsNamed() throws {
        _ = try imageFolder()
        try FileManager.default.moveItem(atPath: place.path("images/owl"), toPath: place.path("images/猫"))
        let program = try Program.run(
            Program.products.appending(path: "ganzoo").path, ["data", "preview", "images", "--out", "sheet.png"],
            environment: ["FONTCONFIG_FILE": try place.write("fonts.conf", "<fontconfig/>")], in: place.folder)
        #expect(program.status == 0 && program.output.hasSuffix("sheet.png\n"), "\(program.output)")
        #expect(
            program.errors.hasSuffix(
                "warning: sheet.png: no font has 猫 (U+732B), so boxes are drawn instead;"
                    + " install fonts, on Debian fonts-noto-cjk\n"), "\(program.errors)")
    }

    /// Classes of 2048 pixels: four rows.
    @Test func aPreviewThatIsTooLargeIsNotDrawn() throws {
        let program = try ganzoo("data", "preview", "shapes.yaml", "data.resolution=2048", "--columns", "64")
        #expect(program.status == 2)
        #expect(
            program.errors.hasPrefix(
                "ganzoo: a sheet of 4 × 64 images would have more than 100 million pixels\n  fix: use fewer --columns, or "
            )
        )
        #expect(!FileManager.default.fileExists(atPath: place.path("preview.png")))
    }

    @Test(arguments: ["check", "preview"]) func aMissingPathIsNamed(_ command: String) throws {
        let program = try ganzoo("data", command, "nowhere/images.zip")
        #expect(program.status != 0)
        #expect(program.errors.contains("nowhere/images.zip"))
        #expect(program.errors.contains("fix: "))
    }
}
