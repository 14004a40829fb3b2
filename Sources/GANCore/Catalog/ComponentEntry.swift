/// One registered component.
public struct ComponentEntry: Sendable {
    public let role: ComponentRole
    /// The word after `type:`.
    public let name: String
    public let summary: String
    public let source: String?
    /// The name of the module that brought it.
    public let module: String
    /// Names of its own keys. Unlike `settings`, no default is looked up in the catalog, which may just be being filled.
    let settingNames: @Sendable () -> [String]
    private let describe: @Sendable () -> [SettingDescription]
    private let chooser: @Sendable (ComponentEntry, [RecipeNode.Entry], SettingReader) -> ComponentChoice

    init<C: Component>(role: ComponentRole, type: C.Type) {
        self.role = role
        (name, summary, source) = (C.name, C.summary, C.source)
        module = String(String(reflecting: C.self).prefix { $0 != "." })
        describe = { C.Settings.descriptions() }
        settingNames = { C.Settings().settings().map(\.name) }
        chooser = { entry, entries, reader in
            let settings = C.Settings.read(entries, reader)
            return ComponentChoice(
                role: role, name: entry.name, settings: settings, entries: settings.resolvedEntries()
            ) { context in try C(settings, context) }
        }
    }

    /// Its own keys, without those of its slot.
    public var settings: [SettingDescription] { describe() }

    /// The component with settings from a map's entries, `type` and the slot's keys already taken out; problems go to the reader.
    package func choose(_ entries: [RecipeNode.Entry], _ reader: SettingReader) -> ComponentChoice {
        chooser(self, entries, reader)
    }
}

/// A component with its settings, ready to be made.
public struct ComponentChoice {
    public let role: ComponentRole
    public let name: String
    package let settings: any ComponentSettings
    /// Every setting with its value, defaults included.
    package let entries: [RecipeNode.Entry]
    package let make: (BuildContext) throws -> any Component

    /// As a resolved recipe says it: `{type: r1, …}`.
    package var node: RecipeNode {
        RecipeNode(.map([RecipeNode.Entry(key: "type", keyMark: nil, value: .scalar(name))] + entries))
    }
}
