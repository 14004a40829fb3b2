import ArgumentParser
import GANCore

struct ComponentCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "component", abstract: "Lists and explains the components that recipes can name.",
        subcommands: [List.self, Show.self])

    struct List: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Lists all registered components by role.")
        @OptionGroup var plugins: PluginOptions
        @OptionGroup var output: ReportOptions
        @Argument(help: "List only this role.") var role: ComponentRole?

        func run() throws {
            try plugins.load()
            let roles = ComponentRole.allCases.filter { role == nil || role == $0 }
            let found = roles.map { (role: $0, entries: ComponentCatalog.linked.entries($0)) }
            let report = ComponentListReport(components: found.flatMap(\.entries).map(ComponentOutline.init))
            try output.show(report) {
                found.map { ComponentListing.text($0.role, $0.entries) }.joined(separator: "\n")
            }
        }
    }

    struct Show: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Shows a component's settings with defaults, ranges and meaning.",
            usage: "ganzoo component show [--plugin <plugin> ...] [--json] [<role>] <name>")
        @OptionGroup var plugins: PluginOptions
        @OptionGroup var output: ReportOptions
        @Argument(
            help: "The component's name; with its role before it if several components have that name.",
            completion: .componentName)
        var words: [String]

        func validate() throws {
            guard words.count <= 2 else {
                throw ValidationError("unexpected argument `\(words[2])`; give a role and a name")
            }
        }

        func run() throws {
            try plugins.load()
            let entry = try NamedComponent(words, in: .linked).entry
            try output.show(ComponentShowReport(entry)) { ComponentListing.details(entry) }
        }
    }
}

extension ComponentRole: ExpressibleByArgument {
    /// Parses the role's name, or its section in recipes.
    public init?(argument: String) {
        guard let role = Self.allCases.first(where: { [$0.rawValue, $0.section].contains(argument) }) else {
            return nil
        }
        self = role
    }
}

extension CompletionKind {
    /// Component names of the role that was typed before.
    fileprivate static var componentName: CompletionKind {
        .names { words in
            let typed = Set(words.compactMap(ComponentRole.init(argument:)))
            let roles = ComponentRole.allCases.filter { typed.isEmpty || typed.contains($0) }
            return roles.flatMap { ComponentCatalog.linked.entries($0).map(\.name) }
        }
    }
}
