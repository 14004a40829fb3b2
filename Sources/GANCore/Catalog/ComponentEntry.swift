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
    /// The settings of a small component of the kind that are not the defaults.
    package let smallSettings: @Sendable () -> [RecipeNode.Entry]
    /// Keys that its own settings cannot have.
    let slotKeys: @Sendable () -> [String]
    private let describe: @Sendable () -> [SettingDescription]
    private let chooser: @Sendable (ComponentEntry, [RecipeNode.Entry], SettingReader) -> ComponentChoice

    init<C: Component>(role: ComponentRole, type: C.Type) {
        self.role = role
        (name, summary, source) = (C.name, C.summary, C.source)
        self.type = type
        module = String(String(reflecting: C.self).prefix { $0 != "." })
        let selects = Self.selects(C.self, role)
        describe = { C.Settings.descriptions() + (selects() ? SelectionSettings.descriptions() : []) }
        slotKeys = { role.reservedKeys + (selects() ? SelectionSettings.descriptions().map(\.name) : []) }
        ownSettings = { C.Settings().settings() }
        smallSettings = { C.Settings.smallEntries() }
        chooser = { entry, entries, reader in
            let selection = selects() ? SelectionSettings.read(entries, reader) : nil
            return ComponentChoice(C.self, role: role, C.Settings.read(entries, reader), selection)
        }
    }

    /// Whether the library applies `SelectionSettings` to the component: it is a data set that does not do so itself.
    fileprivate static func selects<C: Component>(_ type: C.Type, _ role: ComponentRole) -> @Sendable () -> Bool {
        { role == .dataset && !C.Settings.includeSelection }
    }

    /// Its own settings, and those that every data set has; without those of its slot.
    public var settings: [SettingDescription] { describe() }

    /// Reads the component's settings from the entries of a map without `type` and slot keys. Problems go to the reader.
    package func choose(_ entries: [RecipeNode.Entry], _ reader: SettingReader) -> ComponentChoice {
        ComponentError.marking(reader.path) { chooser(self, entries, reader) }
    }
}

/// A component type with its settings, ready to be made.
public struct ComponentChoice {
    public let role: ComponentRole
    public let name: String
    package let settings: any ComponentSettings
    /// All settings with their values, defaults included.
    package let entries: [RecipeNode.Entry]
    /// Makes the component. An error that is no `RecipeError` names its path.
    package let make: (BuildContext) throws -> any Component

    /// - Parameter selection: the part of a data set to use, unless the data set itself has these settings; nil for all of it.
    init<C: Component>(
        _ type: C.Type, role: ComponentRole, _ settings: C.Settings, _ selection: SelectionSettings? = nil
    ) {
        let selection = selection ?? (ComponentEntry.selects(C.self, role)() ? SelectionSettings() : nil)
        (self.role, name, self.settings) = (role, C.name, settings)
        entries = settings.resolvedEntries() + (selection?.resolvedEntries() ?? [])
        make = { context in
            try ComponentError.making(context.place) {
                let context = [.generator, .discriminator].contains(role) ? context.ofNetwork() : context
                let made = try C(settings, context)
                try context.checkParts(of: made)
                guard let selection, let data = made as? any Dataset else { return made }
                return try data.selected(selection, classOrder: context.classOrder)
            }
        }
    }

    /// The component as a map of a resolved recipe: `{type: r1, …}`.
    package var node: RecipeNode {
        RecipeNode(.map([RecipeNode.Entry(key: "type", keyMark: nil, value: .scalar(name))] + entries))
    }
}
