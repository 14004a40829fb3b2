import ArgumentParser

/// Commands about a run's folder as a whole.
struct RunCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "run", abstract: "Looks after the folder of a run.", subcommands: [RunCheckCommand.self])
}
