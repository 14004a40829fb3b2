import GANCore

/// An entry of a component list.
struct ComponentOutline: Encodable {
    let role: String
    let name: String
    let summary: String
    /// The publication of the method.
    let source: String?
    let module: String

    init(_ entry: ComponentEntry) {
        (role, name, module) = (entry.role.rawValue, entry.name, entry.module)
        (summary, source) = (entry.summary, entry.source)
    }
}

/// The report of `component list`.
struct ComponentListReport: Report {
    static let command = "component list"
    static let format = 1

    let components: [ComponentOutline]
}

/// The report of `component show`.
struct ComponentShowReport: Report {
    static let command = "component show"
    static let format = 1

    let component: ComponentOutline
    let settings: [SettingReport]
    /// Further keys, which every component of the role has.
    let keysOfRole: [SettingReport]

    init(_ entry: ComponentEntry) {
        component = ComponentOutline(entry)
        settings = entry.settings.map(SettingReport.init)
        keysOfRole = ComponentListing.keysOfRole(entry.role).map(SettingReport.init)
    }
}

/// A key of a recipe.
struct SettingReport: Encodable {
    let name: String
    let help: String
    /// `integer`, `number`, `boolean`, `text`, `path`, `choice`, `list`, `group` or `component`.
    let type: String
    let isNullable: Bool
    let isRequired: Bool
    /// Absent if the key is required.
    let defaultValue: RecipeJSON?
    let minimum: Double?
    let maximum: Double?
    /// Whether the value must be above the minimum.
    let excludesMinimum: Bool
    /// The values of a choice, or of the elements of a list.
    let choices: [String]?
    /// Type of a list's elements.
    let elements: String?
    /// Role of a component.
    let role: String?
    /// Keys of a group.
    let settings: [SettingReport]?

    init(_ setting: SettingDescription) {
        (name, help) = (setting.name, setting.help)
        (isRequired, defaultValue) = (setting.defaultValue == nil, setting.defaultValue.map(RecipeJSON.init))
        (minimum, maximum) = (setting.range?.lower, setting.range?.upper)
        excludesMinimum = setting.range?.excludesLower ?? false
        let own = setting.type.withoutOptional
        isNullable = own.isOptional
        type = own.type.word
        var element: SettingType?
        if case .list(let inner) = own.type { element = inner.withoutOptional.type }
        elements = element?.word
        if case .choice(let names) = element ?? own.type { choices = names } else { choices = nil }
        if case .component(let component) = own.type { role = component.rawValue } else { role = nil }
        if case .group(let inner) = own.type { settings = inner.map(SettingReport.init) } else { settings = nil }
    }
}

extension SettingType {
    fileprivate var withoutOptional: (type: SettingType, isOptional: Bool) {
        if case .optional(let wrapped) = self { (wrapped.withoutOptional.type, true) } else { (self, false) }
    }

    fileprivate var word: String {
        switch self {
        case .integer: "integer"
        case .number: "number"
        case .size: "size"
        case .scheduled: "scheduled"
        case .boolean: "boolean"
        case .text: "text"
        case .path: "path"
        case .choice: "choice"
        case .list: "list"
        case .optional(let wrapped): wrapped.word
        case .group: "group"
        case .component: "component"
        }
    }
}
