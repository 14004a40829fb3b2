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
    init?(in words: [String], of help: String = Ganzoo._dumpHelp()) {
        guard let root = try? JSONDecoder().decode(Help.self, from: Data(help.utf8)).command else { return nil }
        var (command, options, isValue) = (root, root.options, false)
        for word in words.prefix(while: { $0 != "--" }) {
            guard word.hasPrefix("-"), word.dropFirst().first.map({ !$0.isNumber && $0 != "." }) ?? false else {
                if !isValue, let next = command.subcommand(word) {
                    command = next
                    options.merge(next.options) { $1 }
                }
                isValue = false
                continue
            }
            if let standard = command.defaultSubcommand.flatMap(command.subcommand) {
                options.merge(standard.options) { $1 }
            }
            let name = String(word.prefix { $0 != "=" })
            guard let takesValue = options[name] else {
                self.name = name
                return
            }
            isValue = takesValue && name == word
        }
        return nil
    }
}

/// The part of `--experimental-dump-help` that is needed.
private struct Help: Decodable {
    let command: Command

    struct Command: Decodable {
        let commandName: String
        let subcommands: [Command]?
        let defaultSubcommand: String?
        let arguments: [Argument]?

        func subcommand(_ name: String) -> Command? { subcommands?.first { $0.commandName == name } }

        /// Names with their dashes, and whether they take a value.
        var options: [String: Bool] {
            let own = (arguments ?? []).flatMap { argument in
                (argument.names ?? []).map { name in
                    ((name.kind == "long" ? "--" : "-") + name.name, argument.kind == "option")
                }
            }
            let everywhere = ["--help", "-h", "--version", "--help-hidden", "--experimental-dump-help"].map {
                ($0, false)
            }
            let completion = [("--generate-completion-script", true)]
            return Dictionary(own + everywhere + completion) { first, _ in first }
        }
    }

    struct Argument: Decodable {
        let kind: String
        let names: [Name]?
    }

    struct Name: Decodable {
        let kind: String
        let name: String
    }
}
