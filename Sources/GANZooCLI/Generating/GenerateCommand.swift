import ArgumentParser
import GANCore
import GANPictures
import GANRun

struct GenerateCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "generate", abstract: "Makes pictures with the generator of a run.",
        discussion: """
            ganzoo generate --run DIR draws a sheet: a row for each class from head to tail, a column for each seed. A seed \
            chooses the latents, and nothing else does: the same seed, class and checkpoint are the same picture in every sheet.
            """,
        subcommands: [
            GenerateSheetCommand.self, GenerateImagesCommand.self, GenerateTruncationCommand.self,
            GenerateInterpolationCommand.self, GenerateMixingCommand.self,
        ], defaultSubcommand: GenerateSheetCommand.self)
}

/// What every way of making pictures needs to know.
struct GeneratorOptions: ParsableArguments {
    @OptionGroup var source: RunOptions
    @Option(help: "Noise: the network's own (const), drawn anew for each seed (random), or none.")
    var noise = NoiseMode.const
    @Option(
        name: .customLong("out"), help: "Where to; never replaced. A new name in the run's folder when absent.",
        completion: .file())
    var output: String?
    @OptionGroup var standing: StandingStatisticsOptions

    /// Of the run.
    var folder: String { source.folder }

    /// - Throws: `CommandFailure`.
    func trained() throws -> TrainedGenerator {
        let trained = try source.trained()
        try trained.capabilities.check(noise)
        try standing.take(trained)
        return trained
    }
}

/// What batch normalization takes in use.
struct StandingStatisticsOptions: ParsableArguments {
    @Option(
        name: .customLong("standing-statistics"),
        help: "Batch normalization takes the mean statistics of so many batches instead of those that training stored.")
    var batches: Int?

    func validate() throws {
        if let batches, !(1...100_000).contains(batches) {
            throw ValidationError("--standing-statistics \(batches) is not in 1 ... 100000")
        }
    }

    /// - Throws: `CommandFailure` when the generator has no batch normalization.
    func take(_ trained: TrainedGenerator) throws {
        guard let batches else { return }
        try trained.capabilities.checkStatistics("--standing-statistics")
        trained.generator.takeStandingStatistics(batches: batches, labels: trained.labels.ofStandingStatistics)
    }
}

/// Which labels to make pictures of.
struct ClassOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Classes or attributes by name or number: cat,dog or 0-9 (default: all; on sheets a spread from head to tail).",
            discussion:
                "`a+b` is an image with both attributes. Of vectors, the numbers of the samples that the run kept."))
    var classes: [String] = []
}

struct TruncationOptions: ParsableArguments {
    @Option(help: "Draws styles towards their mean: 1 leaves them, 0 makes all of them the mean.")
    var truncation: Double?
    @Option(name: .customLong("truncation-layers"), help: "Only of the first so many layers.") var layers: Int?

    func validate() throws {
        if let truncation, !(-10...10).contains(truncation) {
            throw ValidationError("--truncation \(truncation) is not in -10 ... 10")
        }
        if layers != nil, truncation == nil { throw ValidationError("--truncation-layers needs --truncation") }
        if let layers, layers < 0 { throw ValidationError("--truncation-layers \(layers) is below zero") }
    }

    /// Nothing where there is none.
    /// - Throws: `CommandFailure` when the generator cannot.
    func truncation(of trained: TrainedGenerator) throws -> Truncation? {
        guard let truncation else { return nil }
        try trained.capabilities.checkTruncation("--truncation")
        return Truncation(psi: truncation, layers: layers)
    }
}
