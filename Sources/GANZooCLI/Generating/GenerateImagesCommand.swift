import ArgumentParser
import Foundation
import GANCore
import GANModule
import GANPictures
import GANRun

struct GenerateImagesCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "images", abstract: "Writes single images: PNG files, in a folder for each class.",
        discussion: """
            The result can be used for training and evaluation, as `image_folder`, or as `image_archive`, which reads dataset.json and \
            so keeps the class numbers.
            """)
    @OptionGroup var options: GeneratorOptions
    @OptionGroup var classes: ClassOptions
    @OptionGroup var truncation: TruncationOptions
    @Option(name: .customLong("per-class"), help: "Images of each class, with seeds 0, 1, … (default: 16).")
    var perClass: Int?
    @Option(help: "Seeds, such as 0-15,20; instead of --per-class.", transform: NumberList.init(_:)) var seeds:
        NumberList?

    func validate() throws {
        if let seeds, Set(seeds.numbers).count < seeds.numbers.count {
            throw ValidationError("--seeds contains a seed twice; each seed is one file")
        }
        if seeds != nil, perClass != nil { throw ValidationError("use either --per-class or --seeds, not both") }
        if let perClass, !(1...10_000_000).contains(perClass) {
            throw ValidationError("--per-class \(perClass) is not in 1 ... 10000000")
        }
    }

    func run() throws {
        let trained = try options.trained()
        let truncation = try truncation.truncation(of: trained)
        let rows = try trained.labels.rows(named: classes.classes, atMost: .max, option: "--classes")
        let session = try PictureSession(trained, options, named: "images", truncation)
        let seeds = seeds?.numbers ?? Array(0..<(perClass ?? 16))
        do {
            try AtomicFolder.create(session.output.path) { folder in
                try ImageFolderWriter(folder, rows, trained.labels).write(seeds, session)
            }
        } catch let failure as CommandFailure {
            throw failure
        } catch let error as RunError {
            throw error
        } catch { throw CommandFailure.failed("\(error)") }
        let made = trained.labels.isLabeled ? grid(rows.count, seeds.count, "image") : counted(seeds.count, "image")
        printLine("\(session.output.path): \(made)")
    }
}
