import ArgumentParser
import GANCore
import GANRun

struct FeaturesCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "features",
        abstract: "Lists, fetches, imports, trains and uses the feature extractors of metrics.",
        subcommands: [
            FeaturesListCommand.self, FeaturesFetchCommand.self, FeaturesImportCommand.self,
            FeaturesTrainCommand.self, FeaturesExtractCommand.self, FeaturesScoreCommand.self,
        ],
        defaultSubcommand: FeaturesListCommand.self)
}

struct FeaturesListCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "Lists all feature extractors, with the files and licenses of their weights.")
    @OptionGroup var plugins: PluginOptions

    func run() throws {
        try plugins.load()
        let library = FeatureLibrary()
        for entry in ComponentCatalog.linked.entries(.extractor) {
            printLine("\(entry.name)  \(entry.summary.onOneLine)")
            guard let weights = (entry.type as? any FeatureExtractor.Type)?.weights else { continue }
            printLine("  \(library.found(entry.name) ?? "no weights yet: \(weights.advice)")")
            printLine("  license of the weights: \(weights.license)")
        }
    }
}
