/// The components and sections that recipes can use.
public struct ComponentCatalog: Sendable {
    private var entriesByRole: [ComponentRole: [String: ComponentEntry]] = [:]
    package private(set) var sections: [String: any RecipeSection.Type] = [:]

    public init() {}

    /// Adds a component under every role that it conforms to.
    /// - Precondition: `insert` succeeds.
    public mutating func add<C: Component>(_ type: C.Type) {
        do { try insert(type) } catch { fatalError(error.description) }
    }

    /// Adds a top-level section of recipes.
    /// - Precondition: no other section has its name.
    public mutating func add<S: RecipeSection>(section type: S.Type) {
        do { try insert(section: type) } catch { fatalError(error.description) }
    }

    /// Adds a component under every role that it conforms to.
    /// - Throws: `RegistrationProblem`, without adding anything, if a role already has the name, the name is not lower-case
    ///   letters, digits and underscores, a setting of a regularizer has the name of a slot key, two settings have one key, or a
    ///   default is not in its range.
    mutating func insert<C: Component>(_ type: C.Type) throws(RegistrationProblem) {
        let entries = ComponentRole.allCases.filter { $0.accepts(type) }.map { ComponentEntry(role: $0, type: type) }
        guard !entries.isEmpty else { throw .noRole(type: "\(type)") }
        guard isWord(C.name) else { throw .noWord(name: C.name, type: "\(type)") }
        for entry in entries { try check(entry) }
        for entry in entries { entriesByRole[entry.role, default: [:]][entry.name] = entry }
    }

    private func check(_ entry: ComponentEntry) throws(RegistrationProblem) {
        if let other = self.entry(entry.role, entry.name) {
            throw .taken(role: entry.role, name: entry.name, modules: [other.module, entry.module])
        }
        let (settings, slotKeys) = (entry.ownSettings(), entry.slotKeys())
        if let key = settings.map(\.name).first(where: slotKeys.contains) {
            throw .reservedKey(key, of: "\(entry.role.rawValue) \(entry.name)")
        }
        try checkSettings(settings, of: "\(entry.role.rawValue) \(entry.name)")
    }

    private func checkSettings(
        _ settings: [(name: String, setting: any AnySetting)], of owner: String
    ) throws(RegistrationProblem) {
        var keys: Set<String> = []
        for (key, setting) in settings {
            guard keys.insert(key).inserted else { throw .keyTwice(key, of: owner) }
            guard let range = setting.range, let value = setting.defaultOutOfRange else { continue }
            throw .defaultOutOfRange(key, of: owner, value: value, range: range.description)
        }
    }

    /// Adds a top-level section of recipes.
    /// - Throws: `RegistrationProblem` if another section has its name. The recipe's own keys count as sections.
    mutating func insert<S: RecipeSection>(section type: S.Type) throws(RegistrationProblem) {
        guard isWord(S.name) else { throw .noWord(name: S.name, type: "\(type)") }
        let isReserved = Self.reservedSections.contains(S.name)
        guard sections[S.name] == nil, !isReserved else { throw .takenSection(S.name) }
        sections[S.name] = type
    }

    /// Top-level keys of every recipe; no section can have these names.
    private static let reservedSections = topKeys + ComponentRole.allCases.map(\.section)
    private static let topKeys = ["recipe", "extends", "about", "requires", "seed"]

    /// The components of a role, by name.
    public func entries(_ role: ComponentRole) -> [ComponentEntry] {
        (entriesByRole[role] ?? [:]).values.sorted { $0.name < $1.name }
    }

    /// Number of components and sections.
    var size: Int { entriesByRole.values.reduce(sections.count) { $0 + $1.count } }

    public func entry(_ role: ComponentRole, _ name: String) -> ComponentEntry? { entriesByRole[role]?[name] }

    /// Descriptions of the places where a key is valid.
    func homes(ofKey key: String) -> [String] {
        let atTop = Self.topKeys.contains(key) ? ["the top level of the recipe"] : []
        let inSections = sections.values.filter { $0.descriptions().contains { $0.name == key } }.map { "`\($0.name)`" }
        let inSlot =
            RegularizerSchedule.descriptions().contains { $0.name == key } ? ["an entry of `regularizers`"] : []
        var (inMost, inSome): ([String], [String]) = ([], [])
        for role in ComponentRole.allCases {
            let having = entries(role).filter { $0.settings.contains { $0.name == key } }
            if 2 * having.count > entries(role).count {
                inMost.append("`\(role.section)`")
            } else {
                inSome += having.map { "`\(role.section)` of type `\($0.name)`" }
            }
        }
        return atTop + inMost + inSections.sorted() + inSlot + inSome
    }
}

extension ComponentRole {
    /// Keys of an entry that do not belong to the component itself.
    package var reservedKeys: [String] {
        self == .regularizer ? ["type"] + RegularizerSchedule.descriptions().map(\.name) : ["type"]
    }
}

private func isWord(_ name: String) -> Bool {
    name.first?.isLowercase == true
        && name.allSatisfy { $0.isASCII && ($0.isLowercase || $0.isNumber || $0 == "_") }
}
