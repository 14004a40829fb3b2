/// The type of a setting, for messages, help and schema.
public indirect enum SettingType: Sendable {
    case integer
    case number
    /// Height and width in pixels: a whole number for a square, or a list of both.
    case size
    /// A number, or a schedule that gives one.
    case scheduled
    case boolean
    case text
    /// A file or folder; as `@Setting(path:)` declares it.
    case path
    case choice([String])
    case list(SettingType)
    case optional(SettingType)
    /// A map of settings.
    case group([SettingDescription])
    /// A component with its own settings.
    case component(ComponentRole)

    /// The type in words, with article and range: "a whole number at least 1".
    public func description(in range: SettingRange? = nil) -> String {
        let bounds = range.map { " \($0.description)" } ?? ""
        return switch self {
        case .integer: "a whole number\(bounds)"
        case .number: "a number\(bounds)"
        case .size: "a whole number\(bounds), or a list of height and width"
        case .scheduled: "a number\(bounds), or a schedule"
        case .boolean: "true or false"
        case .text: "text"
        case .path: "a path"
        case .choice(let names): "one of " + names.joined(separator: ", ")
        case .list(let element): "a list, each \(element.description(in: range))"
        case .optional(let wrapped): "\(wrapped.description(in: range)), or null"
        case .group(let settings): "a map of \(listed(settings.map(\.name)))"
        case .component(let role): "\(role.article) \(role.rawValue)"
        }
    }
}

/// Description of a setting, available without a recipe.
public struct SettingDescription: Sendable {
    /// The key in recipes.
    public let name: String
    public let help: String
    public let type: SettingType
    public let range: SettingRange?
    /// Nil if the setting is required.
    public let defaultValue: RecipeNode?

    init(name: String, _ setting: any AnySetting) {
        self.name = name
        (help, type, range, defaultValue) = (setting.help, setting.type, setting.range, setting.node)
    }

    /// "a number in 0 ... 1, default 0.99".
    public var expectation: String {
        type.description(in: range) + (defaultValue.map { ", default \($0.inlineText)" } ?? "")
    }
}

/// A range of numbers.
public struct SettingRange: Sendable, Hashable {
    public var lower: Double?
    public var upper: Double?
    /// Whether `lower` itself is excluded.
    public var excludesLower = false

    /// "in 0 ... 1", "at least 1", "above 0".
    public var description: String {
        switch (lower, upper) {
        case (let lower?, let upper?) where lower == upper: "equal to \(plainNumber(lower))"
        case (let lower?, let upper?):
            excludesLower
                ? "above \(plainNumber(lower)) and at most \(plainNumber(upper))"
                : "in \(plainNumber(lower)) ... \(plainNumber(upper))"
        case (let lower?, nil): (excludesLower ? "above " : "at least ") + plainNumber(lower)
        case (nil, let upper?): "at most \(plainNumber(upper))"
        case (nil, nil): ""
        }
    }

    func contains(_ value: Double) -> Bool {
        (lower.map { excludesLower ? value > $0 : value >= $0 } ?? true) && (upper.map { value <= $0 } ?? true)
    }
}

/// A number without `.0`, in a form that a recipe accepts.
package func plainNumber(_ value: Double) -> String {
    if value.rounded() == value, value.magnitude < 1e15 { return String(Int(value)) }
    return "\(value)"
}
