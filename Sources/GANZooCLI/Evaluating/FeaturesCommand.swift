import ArgumentParser
import GANMetrics
import GANRun

struct FeaturesCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "features", abstract: "The frozen networks that metrics see images through.",
        subcommands: [
            FeaturesListCommand.self, FeaturesImportCommand.self, FeaturesTrainCommand.self,
            FeaturesExtractCommand.self,
            FeaturesScoreCommand.self,
        ],
        defaultSubcommand: FeaturesListCommand.self)
}

extension ExtractorName: ExpressibleByArgument {}
extension PreparationMode: ExpressibleByArgument {}

struct FeaturesListCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "Lists them, and where their weights lie.")

    func run() throws {
        let library = FeatureLibrary()
        for name in ExtractorName.allCases {
            printLine("\(name.rawValue)  \(name.summary)")
            printLine("  \(library.found(name) ?? "no weights yet")")
        }
    }
}
