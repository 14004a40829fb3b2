import ArgumentParser
import GANCore
import GANPictures
import GANRun

struct GenerateCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "generate", abstract: "Generates images with the generator of a run.",
        discussion: """
            ganzoo generate --run DIR draws a sheet with a row for each class, from the most frequent to the rarest, and a column \
            for each seed. Only the seed determines the latents: the same seed, class and checkpoint give the same image in every \
            sheet.
            """,
        subcommands: [
            GenerateSheetCommand.self, GenerateImagesCommand.self, GenerateTruncationCommand.self,
            GenerateInterpolationCommand.self, GenerateMixingCommand.self,
        ], defaultSubcommand: GenerateSheetCommand.self)
}

/// Options of all subcommands that generate images.
struct GeneratorOptions: ParsableArguments {
    @OptionGroup var source: RunOptions
    @Option(help: "Noise inputs of StyleGAN2: the trained constants (const), drawn for each seed (random), or none.")
    var noise = NoiseMode.const
    @Option(
        name: [.customShort("o"), .customLong("out")],
        help: "The file or folder to write; it must not exist (default: a new name in the run's folder).",
        completion: .file())
    var output: String?
    @OptionGroup var standing: StandingStatisticsOptions

    /// The run's folder.
    var folder: String { source.folder }

    /// - Throws: `CommandFailure`.
    func trained() throws -> TrainedGenerator {
        let trained = try source.trained()
        try trained.capabilities.check(noise, "--noise \(noise)")
        try standing.take(trained)
        return trained
    }
}

/// The statistics that batch normalization uses.
struct StandingStatisticsOptions: ParsableArguments {
    @Option(
        name: .customLong("standing-statistics"),
        help: "Batch normalization uses statistics of this many newly generated batches, not those stored in training.")
    var batches: Int?

    func validate() throws {
        if let batches, !(1...100_000).contains(batches) {
            throw ValidationError("--standing-statistics \(batches) is not in 1 ... 100000")
        }
    }

    /// - Throws: `CommandFailure` if the generator has no batch normalization.
    func take(_ trained: TrainedGenerator) throws {
        guard let batches else { return }
        try trained.capabilities.checkStatistics("--standing-statistics")
        try trained.generator.takeStandingStatistics(batches: batches, labels: trained.labels.ofStandingStatistics)
    }
}

/// The labels to generate images of.
struct ClassOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Classes or attributes by name or number: cat,dog or 0-9 (default: all; a sheet that has too few rows shows some from head to tail).",
            discussion:
                "`a+b` asks for both attributes in one image. If labels are vectors: numbers of the samples that the run stored."
        ))
    var classes: [String] = []
    @Option(
        name: .customLong("label"),
        help: ArgumentHelp(
            "A whole label, such as round+red or angle=30,brightness=0.5; can be given several times.",
            discussion: """
                Attributes: all that the image has, joined by +, or `none`. Vectors: components by name, the others at their medians; \
                or all numbers in their order. angle=0:360:12 gives 12 labels with evenly spaced values.
                """))
    var labels: [String] = []
    @Option(
        name: .customLong("label-file"),
        help: "Labels from a file: one in each line, or a table with a header if its name ends in .csv.",
        completion: .file())
    var file: String?

    var asked: AskedLabels { AskedLabels(names: classes, labels: labels, file: file) }
    var areGiven: Bool { !classes.isEmpty || !labels.isEmpty || file != nil }

    /// The labels that were asked for; without any, at most `limit` of all. Prints notes about labels outside the training data.
    /// - Throws: `RunError`.
    func rows(of trained: TrainedGenerator, atMost limit: Int) throws -> [LabelRow] {
        let rows = try trained.labels.rows(asked, atMost: limit, option: "--classes")
        if areGiven { for note in trained.labels.notes(about: rows) { printLine("note: \(note)") } }
        return rows
    }
}

struct TruncationOptions: ParsableArguments {
    @Option(help: "Truncation ψ of styles: 1 keeps them, 0 replaces all of them by their mean.")
    var truncation: Double?
    @Option(name: .customLong("truncation-layers"), help: "Truncate only the first layers, this many.") var layers: Int?

    func validate() throws {
        if let truncation, !(-10...10).contains(truncation) {
            throw ValidationError("--truncation \(truncation) is not in -10 ... 10")
        }
        if layers != nil, truncation == nil { throw ValidationError("--truncation-layers needs --truncation") }
        if let layers, layers < 0 { throw ValidationError("--truncation-layers \(layers) is below zero") }
    }

    /// The truncation that was asked for, or nil.
    /// - Throws: `CommandFailure` if the generator does not support it.
    func truncation(of trained: TrainedGenerator) throws -> Truncation? {
        guard let truncation else { return nil }
        try trained.capabilities.checkTruncation("--truncation")
        return Truncation(psi: truncation, layers: layers)
    }
}

extension TruncationCenter: ExpressibleByArgument {}

/// What truncation moves styles towards.
struct TruncationCenterOptions: ParsableArguments {
    @Option(
        name: .customLong("truncation-center"),
        help:
            "Truncation moves styles towards the mean of all classes (all) or of their own class (class) (default: all)."
    )
    var given: TruncationCenter?

    var center: TruncationCenter { given ?? .all }

    /// - Throws: `CommandFailure` if it would have no effect.
    func check(_ truncation: Truncation?) throws {
        guard given != nil, truncation == nil else { return }
        throw CommandFailure.wrong("ganzoo: --truncation-center needs --truncation\n  fix: add --truncation 0.7")
    }
}
