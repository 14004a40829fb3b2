import GANCore
import GANTrain

/// The component that the command line names: by a name, or by a role and a name.
struct NamedComponent {
    let entry: ComponentEntry

    /// - Throws: `CommandFailure` that lists the existing names.
    init(_ words: [String], in catalog: ComponentCatalog) throws {
        let name = words.last ?? ""
        let roles = words.count == 2 ? [try Self.role(words[0])] : ComponentRole.allCases
        let found = roles.compactMap { catalog.entry($0, name) }
        guard let first = found.first else { throw Self.unknown(name, roles, catalog) }
        guard found.count == 1 else {
            let commands = found.map { "ganzoo component show \($0.role.rawValue) \(name)" }
            throw CommandFailure.wrong(
                "ganzoo: several components are named `\(name)`\n  fix: \(commands.joined(separator: ", or "))")
        }
        entry = first
    }

    private static func role(_ word: String) throws -> ComponentRole {
        if let role = ComponentRole(argument: word) { return role }
        let names = ComponentRole.allCases.map(\.rawValue)
        throw CommandFailure.wrong(
            "ganzoo: `\(word.shortened(to: 60))` is not a role\n  fix: \(suggestion(for: word, among: names) ?? "omit it, or use one of: \(listed(names))")"
        )
    }

    private static func unknown(_ name: String, _ roles: [ComponentRole], _ catalog: ComponentCatalog) -> CommandFailure
    {
        let names = roles.flatMap { catalog.entries($0).map(\.name) }
        let hint = suggestion(for: name, among: names).map { "; \($0)" } ?? ""
        let plugin = CommandFailure.words(.loadPlugins([]))
        guard roles.count == 1 else {
            return .wrong(
                "ganzoo: no component is named `\(name.shortened(to: 60))`\(hint)\n  `ganzoo component list` lists all components\n  \(plugin)"
            )
        }
        return .wrong(
            "ganzoo: no \(roles[0].rawValue) is named `\(name.shortened(to: 60))`\(hint)\n  registered: \(listed(names))\n  \(plugin)"
        )
    }
}
