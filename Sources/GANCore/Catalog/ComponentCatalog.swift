import CGANSupport
import Synchronization

/// Every component that recipes can name.
public struct ComponentCatalog: Sendable {
    private var entriesByRole: [ComponentRole: [String: ComponentEntry]] = [:]
    package private(set) var sections: [String: any RecipeSection.Type] = [:]

    public init() {}

    /// Adds a component under every role it can take.
    /// - Precondition: no other of that role has its name, its name is lower case with underscores, and no key of a
    ///   regularizer is one of the slot's.
    public mutating func add<C: Component>(_ type: C.Type) {
        let roles = ComponentRole.allCases.filter { $0.accepts(type) }
        precondition(
            !roles.isEmpty, "\(type) takes no role: it conforms to Component, but not to Regularizer or another role")
        precondition(isWord(C.name), "'\(C.name)' is no name for \(type): use lower case, digits and underscores")
        for role in roles {
            let entry = ComponentEntry(role: role, type: type)
            if let other = entriesByRole[role]?[C.name] {
                preconditionFailure(
                    "two \(role.rawValue)s are named '\(C.name)': of \(other.module) and \(entry.module)")
            }
            let taken = C.Settings().settings().map(\.name).filter(role.reservedKeys.contains)
            precondition(taken.isEmpty, "\(type) has a setting '\(taken.first ?? "")', which is a key of its slot")
            entriesByRole[role, default: [:]][C.name] = entry
        }
    }

    /// Adds a top-level section of recipes.
    public mutating func add<S: RecipeSection>(section type: S.Type) {
        precondition(sections[S.name] == nil, "two sections are named '\(S.name)'")
        sections[S.name] = type
    }

    /// Components of a role, by name.
    public func entries(_ role: ComponentRole) -> [ComponentEntry] {
        (entriesByRole[role] ?? [:]).values.sorted { $0.name < $1.name }
    }

    public func entry(_ role: ComponentRole, _ name: String) -> ComponentEntry? { entriesByRole[role]?[name] }

    /// In words, where a key would be in its place.
    func homes(ofKey key: String) -> [String] {
        let inSections = sections.values.filter { $0.descriptions().contains { $0.name == key } }.map { "`\($0.name)`" }
        let inSlot =
            RegularizerSchedule.descriptions().contains { $0.name == key } ? ["an entry of `regularizers`"] : []
        let inComponents = ComponentRole.allCases.flatMap { role in
            entries(role).filter { $0.settings.contains { $0.name == key } }
                .map { "`\(role.section)` of type `\($0.name)`" }
        }
        return inSections.sorted() + inSlot + inComponents
    }
}

extension ComponentRole {
    /// Keys of an entry that are not the component's own.
    package var reservedKeys: [String] {
        self == .regularizer ? ["type"] + RegularizerSchedule.descriptions().map(\.name) : ["type"]
    }
}

private func isWord(_ name: String) -> Bool {
    name.first?.isLowercase == true
        && name.allSatisfy { $0.isASCII && ($0.isLowercase || $0.isNumber || $0 == "_") }
}

// MARK: - Registration

/// The one constant that a component's file leaves in the linker section `ganzoo_components`.
public typealias ComponentRecord = @convention(c) () -> Void

extension ComponentCatalog {
    private static let registered = Mutex(ComponentCatalog())
    private static let linkedRecords: Void = {
        ganzoo_call_component_records()
    }()

    /// Every component linked into this process or loaded since.
    public static var linked: ComponentCatalog {
        linkedRecords
        return registered.withLock { $0 }
    }

    /// For records.
    public static func register<C: Component>(_ type: C.Type) { registered.withLock { $0.add(type) } }

    /// For records.
    public static func register<S: RecipeSection>(section type: S.Type) {
        registered.withLock { $0.add(section: type) }
    }
}
