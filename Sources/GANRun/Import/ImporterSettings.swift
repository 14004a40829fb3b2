import GANCore
import GANRecipe
import GANTrain

/// Values of importers' settings among the changes of an import.
struct ImporterSettings {
    /// As in a recipe, by the importer's name.
    private let entries: [String: [RecipeNode.Entry]]

    /// - Throws: `RunError.unfit` for a value that no recipe could have.
    init(_ changes: [ImportChange]) throws {
        entries = try Self.own(changes).reduce(into: [:]) { entries, change in
            let parts = change.key.split(separator: ".").map(String.init)
            let (name, key) = (parts[1], parts[2])
            let entry = RecipeNode.Entry(key: key, keyMark: nil, value: try Self.node(of: change))
            entries[name, default: []].removeAll { $0.key == key }
            entries[name, default: []].append(entry)
        }
    }

    private static func own(_ changes: [ImportChange]) -> [ImportChange] { changes.filter(\.isOfImporter) }

    private static func node(of change: ImportChange) throws -> RecipeNode {
        let section = ComponentRole.dataset.section
        let reader = RecipeReader(environment: [:], layout: RecipeLayout(.linked))
        let read = reader.read(text: "recipe: 2\n", name: "", overrides: ["\(section).value=\(change.value)"])
        if let problem = read.problems.first { throw RunError.unfit("\(change.key): \(problem.message)") }
        return read.root?[section]?["value"] ?? .scalar(change.value)
    }

    /// The importers of the program with these settings.
    /// - Throws: `RunError.unfit` for a value that an importer refuses, and what an importer throws that cannot be made.
    func importers() throws -> [any Importer] {
        do { return try ComponentCatalog.linked.importers(entries) } catch let errors as RecipeErrors {
            guard let problem = errors.problems.first else { throw errors }
            throw RunError.unfit(problem.message, fixes: problem.hint.map { [.other($0)] } ?? [])
        }
    }

    /// What to do if no importer recognizes a checkpoint and some were left out, since they need settings.
    var fix: String? {
        let left = ComponentCatalog.linked.entries(.importer).filter { entry in
            entries[entry.name] == nil && entry.settings.contains { $0.defaultValue == nil }
        }
        guard let first = left.first, let key = first.settings.first(where: { $0.defaultValue == nil }) else {
            return nil
        }
        let path = "\(ComponentRole.importer.section).\(first.name).\(key.name)"
        return "for a checkpoint of the importer `\(first.name)`, give its setting: \(path)=VALUE"
    }
}

extension ImportChange {
    /// Whether it sets a value of an importer, and not of a network or of the data.
    var isOfImporter: Bool { key.hasPrefix("\(ComponentRole.importer.section).") }
}
