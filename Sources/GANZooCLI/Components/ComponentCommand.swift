import ArgumentParser
import GANCore

struct ComponentCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "component", abstract: "What recipes can name.", subcommands: [List.self, Show.self])

    struct List: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Every registered component, by role.")
        @OptionGroup var plugins: PluginOptions
        @Argument(help: "Only this role.") var role: ComponentRole?

        func run() throws {
            try plugins.load()
            for role in ComponentRole.allCases where self.role == nil || self.role == role {
                printLine(ComponentListing.text(role, ComponentCatalog.linked.entries(role)))
            }
        }
    }

    struct Show: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "A component's settings: defaults, ranges and what they mean.")
        @OptionGroup var plugins: PluginOptions
        @Argument(help: "Its role: \(ComponentRole.allCases.map(\.rawValue).joined(separator: ", ")).") var role:
            ComponentRole
        @Argument(help: "Its name.", completion: .componentName) var name: String

        func run() throws {
            try plugins.load()
            let catalog = ComponentCatalog.linked
            guard let entry = catalog.entry(role, name) else {
                let names = catalog.entries(role).map(\.name)
                throw CommandFailure.wrong(
                    "ganzoo: no \(role.rawValue) is named `\(name)`"
                        + (suggestion(for: name, among: names).map { "; \($0)" } ?? "")
                        + "\n  registered: \(listed(names))")
            }
            printText(ComponentListing.details(entry))
        }
    }
}

extension ComponentRole: ExpressibleByArgument {
    /// Its own name, or what recipes call it.
    public init?(argument: String) {
        guard let role = Self.allCases.first(where: { [$0.rawValue, $0.section].contains(argument) }) else {
            return nil
        }
        self = role
    }
}

extension CompletionKind {
    /// Names of the role that was typed before.
    fileprivate static var componentName: CompletionKind {
        .names { words in
            let typed = Set(words.compactMap(ComponentRole.init(argument:)))
            let roles = ComponentRole.allCases.filter { typed.isEmpty || typed.contains($0) }
            return roles.flatMap { ComponentCatalog.linked.entries($0).map(\.name) }
        }
    }
}
