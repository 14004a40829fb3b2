/// Why something cannot enter a catalog.
public enum RegistrationProblem: Error, Hashable, Sendable, CustomStringConvertible {
    /// Another component of the role has the name; modules of both, the newcomer's last.
    case taken(role: ComponentRole, name: String, modules: [String])
    case takenSection(String)
    /// Its name is no word of recipes.
    case noWord(name: String, type: String)
    /// It conforms to no role's protocol.
    case noRole(type: String)
    /// A setting is called as a key of the slot that the component stands in.
    case reservedKey(String, of: String)

    public var description: String {
        switch self {
        case .taken(let role, let name, let modules):
            Set(modules).count == 1
                ? "two \(plural(role.rawValue)) named `\(name)`, both of the module \(modules[0])"
                : "two \(plural(role.rawValue)) named `\(name)`, of the modules \(modules.joined(separator: " and "))"
        case .takenSection(let name): "two sections of recipes named `\(name)`"
        case .noWord(let name, let type): "`\(name)` is no name for \(type): use lower case, digits and underscores"
        case .noRole(let type):
            "\(type) takes no role: it conforms to Component, but not to Regularizer or another role"
        case .reservedKey(let key, let owner): "\(owner) has a setting `\(key)`, which is a key of its slot in recipes"
        }
    }
}
