import GANCore

extension RecipeLayout {
    /// Describes which keys of a recipe hold components: the section of each role, and component settings inside components.
    package init(_ catalog: ComponentCatalog) {
        self = .standard
        let settings = ComponentRole.allCases.flatMap { catalog.entries($0) }.flatMap(\.settings)
        // If a key names a component in one type and a text in another, its value stays as written.
        let kinds = Dictionary(grouping: settings, by: \.name).mapValues { $0.allSatisfy(\.type.isComponent) }
        nestedComponents = Set(kinds.filter(\.value).keys)
        for hook in catalog.entries(.hook) {
            let values = hook.settings.compactMap { setting in
                setting.defaultValue.map { (setting.name, $0.inlineText) }
            }
            hookDefaults[hook.name] = Dictionary(uniqueKeysWithValues: values)
        }
        keysOfComponents = catalog.sections.mapValues { $0.keysOfComponents }
        sectionComponents = catalog.sections.compactMapValues { section in
            let components = section.descriptions().filter(\.type.isComponent)
            guard !components.isEmpty else { return nil }
            let types = components.map { ($0.name, $0.defaultValue?["type"]?.scalarText) }
            return Dictionary(uniqueKeysWithValues: types)
        }
    }
}

extension SettingType {
    fileprivate var isComponent: Bool {
        switch self {
        case .component: true
        case .optional(let wrapped): wrapped.isComponent
        default: false
        }
    }
}
