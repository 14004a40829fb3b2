import GANCore

extension RecipeLayout {
    /// The places that the roles take, and the keys that name a component within another.
    package init(_ catalog: ComponentCatalog) {
        self = .standard
        let settings = ComponentRole.allCases.flatMap { catalog.entries($0) }.flatMap(\.settings)
        // A key that is a component's here and a text elsewhere is left as it is written.
        let kinds = Dictionary(grouping: settings, by: \.name).mapValues { $0.allSatisfy(\.type.isComponent) }
        nestedComponents = Set(kinds.filter(\.value).keys)
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
