/// A registered component.
public struct ComponentEntry: Sendable {
    public let role: ComponentRole
    /// The value of `type:` that selects it.
    public let name: String
    public let summary: String
    public let source: String?
    /// Name of the module that registered it.
    public let module: String
    package let type: any Component.Type
    /// Its own settings by key. Unlike `settings`, this looks up no default in the catalog, so it is safe during registration.
    let ownSettings: @Sendable () -> [(name: String, setting: any AnySetting)]
    private let describe: @Sendable () -> [SettingDescription]
    private let chooser: @Sendable (ComponentEntry, [RecipeNode.Entry], SettingReader) -> ComponentChoice

    init<C: Component>(role: ComponentRole, type: C.Type) {
        self.role = role
        (name, summary, source) = (C.name, C.summary, C.source)
        self.type = type
        module = String(String(reflecting: C.self).prefix { $0 != "." })
        describe = { C.Settings.descriptions() }
        ownSettings = { C.Settings().settings() }
        chooser = { entry, entries, reader in
            ComponentChoice(C.self, role: role, C.Settings.read(entries, reader))
        }
    }

    /// Its own settings, without those of its slot.
    public var settings: [SettingDescription] { describe() }

    /// Reads the component's settings from the entries of a map without `type` and slot keys. Problems go to the reader.
    package func choose(_ entries: [RecipeNode.Entry], _ reader: SettingReader) -> ComponentChoice {
        chooser(self, entries, reader)
    }
}

/// A component type with its settings, ready to be made.
public struct ComponentChoice {
    public let role: ComponentRole
    public let name: String
    package let settings: any ComponentSettings
    /// All settings with their values, defaults included.
    package let entries: [RecipeNode.Entry]
    package let make: (BuildContext) throws -> any Component

    init<C: Component>(_ type: C.Type, role: ComponentRole, _ settings: C.Settings) {
        (self.role, name, self.settings, entries) = (role, C.name, settings, settings.resolvedEntries())
        make = { context in try C(settings, context) }
    }

    /// The component as a map of a resolved recipe: `{type: r1, …}`.
    package var node: RecipeNode {
        RecipeNode(.map([RecipeNode.Entry(key: "type", keyMark: nil, value: .scalar(name))] + entries))
    }
}
