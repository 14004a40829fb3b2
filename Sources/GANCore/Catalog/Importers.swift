extension ComponentCatalog {
    /// The path of an importer in messages; no recipe names one.
    package static func path(ofImporter name: String) -> String { "\(ComponentRole.importer.section) \(name)" }

    /// One importer of every registered kind, by name, without those whose required settings have no value.
    /// - Parameter settings: values of settings as in a recipe, by the importer's name.
    /// - Throws: `RecipeErrors` for values that no importer has a use for, and what an importer throws that cannot be made.
    package func importers(_ settings: [String: [RecipeNode.Entry]] = [:]) throws -> [any Importer] {
        let problems = ProblemCollector()
        let importers = try entries(.importer).compactMap { entry -> (any Importer)? in
            let given = settings[entry.name] ?? []
            guard !given.isEmpty || entry.settings.allSatisfy({ $0.defaultValue != nil }) else { return nil }
            let section = RecipeNode(.map(given))
            let reader = SettingReader(
                section, path: "\(ComponentRole.importer.section).\(entry.name)", catalog: self, problems: problems)
            reader.reportUnknownKeys(given, known: entry.settings.map(\.name), of: "`\(entry.name)`")
            let choice = entry.choose(given, reader)
            guard problems.count == 0 else { return nil }
            return try choice.make(.ofImporter(entry.name)) as? any Importer
        }
        let names = entries(.importer).map(\.name)
        for name in settings.keys.sorted() where !names.contains(name) {
            problems.add(
                RecipeProblem(
                    "unknown importer `\(name.shortened(to: 60))`", at: nil,
                    hint: suggestion(for: name, among: names) ?? "use one of: \(listed(names))"))
        }
        if problems.count > 0 { throw problems.errors }
        return importers
    }
}

extension BuildContext {
    /// Importers are made before any data are known.
    package static func ofImporter(_ name: String) -> BuildContext {
        let none = DatasetInfo(count: 0, channels: 0, height: 0, width: 0, labelKind: .none, labelSize: 0)
        return BuildContext(
            path: ComponentRole.importer.section, data: none, seed: 0,
            shownPath: ComponentCatalog.path(ofImporter: name))
    }
}
