extension ComponentCatalog {
    /// The path of an importer in messages; no recipe names one.
    package static func path(ofImporter name: String) -> String { "\(ComponentRole.importer.section) \(name)" }

    /// One importer of every registered kind, by name.
    /// - Throws: what an importer throws that cannot be made.
    package func importers() throws -> [any Importer] {
        let none = DatasetInfo(count: 0, channels: 0, height: 0, width: 0, labelKind: .none, labelSize: 0)
        return try entries(.importer).compactMap { entry in
            let reader = SettingReader(RecipeNode(.map([])), path: entry.name, catalog: self, problems: .init())
            let build = BuildContext(
                path: ComponentRole.importer.section, data: none, seed: 0, shownPath: Self.path(ofImporter: entry.name))
            return try entry.choose([], reader).make(build) as? any Importer
        }
    }
}
