/// The reason why a component or section cannot be registered.
public enum RegistrationProblem: Error, Hashable, Sendable, CustomStringConvertible {
    /// Another component of the role has the same name. Lists both modules, the new one last.
    case taken(role: ComponentRole, name: String, modules: [String])
    case takenSection(String)
    /// The name is not valid in recipes.
    case noWord(name: String, type: String)
    /// The type conforms to no role's protocol.
    case noRole(type: String)
    /// A setting has the name of a key of the component's slot.
    case reservedKey(String, of: String)
    /// Two settings have the same key.
    case keyTwice(String, of: String)
    /// The default of a setting is not in the setting's own range.
    case defaultOutOfRange(String, of: String, value: Double, range: String)

    public var description: String { "\(problem)\n  fix: \(fix)" }

    /// On one line.
    package var problem: String {
        switch self {
        case .taken(let role, let name, let modules):
            Set(modules).count == 1
                ? "the module \(modules[0]) has two \(plural(role.rawValue)) named `\(name)`"
                : "the modules \(modules.joined(separator: " and ")) both have \(role.article) \(role.rawValue) named `\(name)`"
        case .takenSection(let name): "there are two recipe sections named `\(name)`"
        case .noWord(let name, let type): "`\(name)` is not a valid name for \(type)"
        case .noRole(let type): "\(type) has no role: it conforms to Component, but not to the protocol of a role"
        case .reservedKey(let key, let owner):
            "\(owner) declares a setting `\(key)`, but every component of this role already has a key `\(key)`"
        case .keyTwice(let key, let owner): "\(owner) declares two settings with the key `\(key)`"
        case .defaultOutOfRange(let key, let owner, let value, let range):
            "\(owner) declares a setting `\(key)` with the default \(plainNumber(value)), which is not \(range)"
        }
    }

    package var fix: String {
        switch self {
        case .taken(_, _, let modules):
            Set(modules).count == 1
                ? "give each a name of its own with `static let name`"
                : "give yours another name with `static let name`, or load only one of the modules"
        case .takenSection: "give yours another name, or load only one of the two"
        case .noWord: "use lower-case letters, digits and underscores"
        case .noRole: "conform to the protocol of a role, such as Regularizer"
        case .reservedKey: "rename the setting"
        case .keyTwice: "rename one of them"
        case .defaultOutOfRange: "change the default or the range"
        }
    }
}
