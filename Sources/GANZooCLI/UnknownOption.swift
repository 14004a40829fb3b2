import ArgumentParser
import Foundation

/// An option on the command line that its command does not have.
///
/// ArgumentParser validates the arguments that it parsed before it reports unknown ones, so its message can be about the value of an
/// option that does not exist.
struct UnknownOption {
    let name: String

    /// - Parameter words: the command line without the program's name.
    /// - Returns: nil if all options are known.
    init?(in words: [String]) {
        var command: any ParsableCommand.Type = Ganzoo.self
        var (options, isValue) = (Self.everywhere, false)
        var known: Set<ObjectIdentifier> = []
        func read(_ command: any ParsableCommand.Type) {
            if known.insert(ObjectIdentifier(command)).inserted { options.merge(Help.options(of: command)) { $1 } }
        }
        for word in words.prefix(while: { $0 != "--" }) {
            guard word.hasPrefix("-"), word.dropFirst().first.map({ !$0.isNumber && $0 != "." }) ?? false else {
                if !isValue, let next = command.configuration.subcommands.first(where: { $0._commandName == word }) {
                    command = next
                }
                isValue = false
                continue
            }
            read(command)
            if let standard = command.configuration.defaultSubcommand { read(standard) }
            let name = String(word.prefix { $0 != "=" })
            guard let takesValue = options[name] else {
                self.name = name
                return
            }
            isValue = takesValue && name == word
        }
        return nil
    }

    /// Options of all commands, and whether they take a value.
    private static let everywhere = [
        "--help": false, "-h": false, "--version": false, "--help-hidden": false, "--experimental-dump-help": false,
        "--generate-completion-script": true,
    ]
}

/// The part of `--experimental-dump-help` that is needed.
private struct Help: Decodable {
    let command: Command

    struct Command: Decodable {
        let arguments: [Argument]?
    }

    struct Argument: Decodable {
        let kind: String
        let names: [Name]?
    }

    struct Name: Decodable {
        let kind: String
        let name: String
    }

    /// Names with their dashes, and whether they take a value. A command with subcommands has none of its own, and its help
    /// would contain that of every subcommand.
    static func options(of command: any ParsableCommand.Type) -> [String: Bool] {
        guard command.configuration.subcommands.isEmpty,
            let help = try? JSONDecoder().decode(Help.self, from: Data(command._dumpHelp().utf8))
        else { return [:] }
        let own = (help.command.arguments ?? []).flatMap { argument in
            (argument.names ?? []).map { name in
                ((name.kind == "long" ? "--" : "-") + name.name, argument.kind == "option")
            }
        }
        return Dictionary(own) { first, _ in first }
    }
}
