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

    /// Descriptions of the places where each key is valid, the best known first. It takes milliseconds: every setting is described.
    func homesByKey() -> [String: [String]] {
        var homes: [String: [String]] = [:]
        func add(_ home: String, _ keys: Set<String>) { for key in keys { homes[key, default: []].append(home) } }
        add("the top level of the recipe", Set(Self.topKeys))
        var ofOne: [(home: String, keys: Set<String>)] = []
        for role in ComponentRole.allCases {
            let entries = entries(role).map { (name: $0.name, keys: Set($0.settings.map(\.name))) }
            let counts = entries.flatMap(\.keys).reduce(into: [String: Int]()) { $0[$1, default: 0] += 1 }
            // What most components of a role have is said of the role.
            let common = Set(counts.filter { 2 * $0.value > entries.count }.keys)
            add("`\(role.section)`", common)
            ofOne += entries.map { ("`\(role.section)` of type `\($0.name)`", $0.keys.subtracting(common)) }
        }
        for type in sections.values.sorted(by: { $0.name < $1.name }) {
            add("`\(type.name)`", Set(type.descriptions().map(\.name)))
        }
        add("an entry of `regularizers`", Set(RegularizerSchedule.descriptions().map(\.name)))
        for (home, keys) in ofOne { add(home, keys) }
        return homes
    }
}

/// The places where keys are valid. They are described when the first one is asked for, and once.
final class KeyHomes {
    private let catalog: ComponentCatalog
    private lazy var homes = catalog.homesByKey()

    init(_ catalog: ComponentCatalog) { self.catalog = catalog }

    /// - Parameter place: of the key; no home.
    func first(ofKey key: String, besides place: String) -> String? { homes[key]?.first { $0 != "`\(place)`" } }
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
