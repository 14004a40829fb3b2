import ArgumentParser
import Foundation
import GANCore
import GANMetrics
import GANModule
import GANPictures
import GANRun

struct GenerateImagesCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "images", abstract: "Writes single images: PNG files, in a folder for each class.",
        discussion: """
            The result can be used for training and evaluation, as `image_folder`, or as `image_archive`, which reads dataset.json and \
            so keeps the class numbers.

            With --guidance, only good images of the chosen classes are kept, or latents are moved. The command prints what this costs \
            and how much less the images of a class differ.

            With --latents, the images are those of the vectors of W in a file that `ganzoo project` wrote: 1.png, 2.png, …, as there.
            """)
    @OptionGroup var options: GeneratorOptions
    @OptionGroup var classes: ClassOptions
    @OptionGroup var truncation: TruncationOptions
    @OptionGroup var center: TruncationCenterOptions
    @OptionGroup var guidance: GuidanceOptions
    @Option(name: .customLong("per-class"), help: "Images of each class, with seeds 0, 1, … (default: 16).")
    var perClass: Int?
    @Option(help: "Seeds, such as 0-15,20; instead of --per-class.", transform: NumberList.init(_:)) var seeds:
        NumberList?
    @OptionGroup var latents: LatentsOption

    func validate() throws {
        try latents.check(
            draws: classes.areGiven || seeds != nil || perClass != nil,
            truncates: truncation.truncation != nil || center.given != nil)
        if latents.path != nil, guidance.guidance != nil {
            throw ValidationError("images of --latents are not guided; omit --guidance")
        }
        if let seeds, Set(seeds.numbers).count < seeds.numbers.count {
            throw ValidationError("--seeds contains a seed twice; each seed is one file")
        }
        if seeds != nil, guidance.guidance == .rejection {
            throw ValidationError("--guidance rejection chooses seeds itself; use --per-class instead of --seeds")
        }
        if seeds != nil, perClass != nil { throw ValidationError("use either --per-class or --seeds, not both") }
        if let perClass, !(1...10_000_000).contains(perClass) {
            throw ValidationError("--per-class \(perClass) is not in 1 ... 10000000")
        }
    }

    func run() throws {
        let trained = try options.trained()
        if let latents = try latents.read(for: trained) { return try write(latents, trained) }
        let truncation = try truncation.truncation(of: trained)
        let rows = try classes.rows(of: trained, atMost: .max)
        try center.check(truncation)
        let session = try PictureSession(trained, options, named: "images", truncation, center: center.center)
        let seeds = seeds?.numbers ?? Array(0..<(perClass ?? 16))
        let path: String
        do {
            let features = try guidance.chosen.map { _ in try guidance.extractor.choose(of: trained.recipe) }
            let guided = try guidance.chosen.map { chosen in
                try features.map { try GuidedGeneration(trained, session.sampler, chosen, $0) }
            }
            var made: [GuidedGeneration.Made] = []
            path = try session.output.writeFolder { folder in
                let writer = ImageFolderWriter(folder, rows, trained.labels)
                if let guided = guided ?? nil {
                    made = try writer.write(seeds, guided)
                } else {
                    try writer.write(seeds, session)
                }
            }
            if let features { for line in GuidanceText(made, features).lines { printLine(line) } }
        } catch let failure as CommandFailure {
            throw failure
        } catch let error as RunError {
            throw error
        } catch { throw CommandFailure.failed(error.words) }
        let made = trained.labels.isLabeled ? grid(rows.count, seeds.count, "image") : counted(seeds.count, "image")
        printLine("\(path): \(made)")
    }

    /// Writes the images of vectors of W.
    private func write(_ latents: LatentsFile, _ trained: TrainedGenerator) throws {
        let session = try PictureSession(trained, options, named: "images")
        let images = try session.images(latents.styles)
        do {
            try AtomicFolder.create(session.output.path) { folder in
                for (index, image) in images.enumerated() {
                    try PictureFile.replace("\(folder)/\(index + 1).png", with: image.png())
                }
            }
        } catch { throw CommandFailure.failed("\(error)") }
        printLine("\(session.output.path): \(counted(images.count, "image"))")
    }
}
