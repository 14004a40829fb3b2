import ArgumentParser
import GANCore

/// The command and what it can do.
struct Ganzoo: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "ganzoo",
        abstract: "Composes, checks and trains generative adversarial networks from YAML recipes.",
        version: "ganzoo, \(CoreStamp.own.description)",
        subcommands: [
            DoctorCommand.self, RecipeCommand.self, ComponentCommand.self, DataCommand.self, TrainCommand.self,
            GenerateCommand.self, EvaluateCommand.self, CompareCommand.self, NearestCommand.self, FeaturesCommand.self,
            ImportCommand.self, ExportCommand.self, PluginCommand.self, NewCommand.self,
        ])
}
