import ArgumentParser
import GANRun

/// The root command.
struct Ganzoo: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "ganzoo",
        abstract: "Trains and evaluates generative adversarial networks that YAML recipes describe.",
        version: "ganzoo, \(ProgramBuild.description)",
        subcommands: [
            DoctorCommand.self, RecipeCommand.self, ComponentCommand.self, DataCommand.self, TrainCommand.self,
            SweepCommand.self, GenerateCommand.self, ProjectCommand.self, DirectionsCommand.self, EvaluateCommand.self,
            CompareCommand.self, PlotCommand.self, FilmCommand.self, ReportCommand.self, NearestCommand.self,
            FeaturesCommand.self, RunCommand.self, ImportCommand.self, ExportCommand.self, PluginCommand.self,
            NewCommand.self,
        ])
}
