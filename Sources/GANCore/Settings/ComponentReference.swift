/// A setting that holds a component: `augmenter: {type: shift, pixels: 4}`, or the bare name.
///
///     @Setting("what moves the images") var augmenter = ComponentReference<any Augmenter>("shift")
///
/// `BuildContext.component(_:_:)` makes the component.
public struct ComponentReference<Role> {
    private enum Selection {
        /// The name of a component, which gets its default settings.
        case name(String)
        case choice(ComponentChoice)
    }

    private let selection: Selection

    /// The linked component of that name, with default settings.
    public init(_ name: String) { selection = .name(name) }

    /// A component with these settings.
    /// - Precondition: its type has the role.
    public init<C: Component>(_ type: C.Type, _ settings: C.Settings) {
        precondition(Self.role.accepts(type), "\(type) is no \(Self.role.rawValue)")
        selection = .choice(ComponentChoice(C.self, role: Self.role, settings))
    }

    private init(_ choice: ComponentChoice) { selection = .choice(choice) }

    /// A component of a type, with settings: `ComponentReference<any Metric>(KID.self) { $0.subsets = 50 }`.
    /// - Precondition: the component has the role.
    public init<C: Component>(_ type: C.Type, _ change: (inout C.Settings) -> Void = { _ in }) {
        var settings = C.Settings()
        change(&settings)
        self.init(type, settings)
    }

    /// Reads a component whose type need not be written.
    /// - Parameter defaultType: the type of a map without `type`.
    package static func read(_ reader: SettingReader, defaultType: String) -> ComponentReference? {
        reader.component(role, defaultType: defaultType).map { ComponentReference($0) }
    }

    /// The value of `type:`.
    public var name: String {
        switch selection {
        case .name(let name): name
        case .choice(let choice): choice.name
        }
    }

    /// - Throws: `RecipeError` if no component that is linked or loaded has the name.
    package func choice() throws -> ComponentChoice {
        switch selection {
        case .choice(let choice): return choice
        case .name(let name):
            let problems = ProblemCollector()
            let reader = SettingReader(.scalar(name), path: "", catalog: .linked, problems: problems)
            if let choice = reader.component(Self.role) { return choice }
            let problem = problems.problems.first
            let names = listed(ComponentCatalog.linked.entries(Self.role).map(\.name))
            // Whoever shows the error says how to load a plugin.
            let hint = problem?.hint.flatMap { $0 == SettingReader.pluginHint ? nil : $0 }
            var error = RecipeError(
                problem: problem?.message ?? "",
                fix: hint.map { "\($0) (registered: \(names))" } ?? "use one of: \(names)")
            error.mayNeedPlugin = problem?.mayNeedPlugin ?? false
            throw error
        }
    }

    private static var role: ComponentRole {
        guard let role = ComponentRole(Role.self) else {
            preconditionFailure("\(Role.self) is not a role; write for example ComponentReference<any Augmenter>")
        }
        return role
    }
}

extension ComponentReference: ExpressibleByStringLiteral {
    public init(stringLiteral name: String) { self.init(name) }
}

extension ComponentReference: SettingValue {
    public static var settingType: SettingType { .component(role) }

    public var recipeNode: RecipeNode {
        switch selection {
        case .choice(let choice): choice.node
        case .name(let name): (try? choice().node) ?? .scalar(name)
        }
    }

    public static func read(_ reader: SettingReader) -> ComponentReference? {
        reader.component(role).map { ComponentReference($0) }
    }
}

extension SettingReader {
    /// The component of a node: a bare name, or a map with `type`.
    /// - Parameters:
    /// - defaultType: the type of a map without `type`.
    /// - slotKeys: keys of the map that belong to its slot.
    package func component(_ role: ComponentRole, defaultType: String? = nil, slotKeys: [String] = [])
        -> ComponentChoice?
    {
        guard let (name, mark) = componentName(role, defaultType) else { return nil }
        guard let entry = catalog.entry(role, name) else {
            reportUnknown(role, name, mark, isKey: node["type"] == nil && defaultType == name)
            return nil
        }
        let before = problemCount
        let reserved = ["type"] + slotKeys
        reportUnknownKeys(
            node.entries, known: entry.settings.map(\.name) + slotKeys.sorted() + ["type"], of: "`\(name)`")
        let choice = entry.choose(node.entries.filter { !reserved.contains($0.key) }, self)
        return problemCount == before ? choice : nil
    }

    private func componentName(_ role: ComponentRole, _ defaultType: String?) -> (String, SourceMark?)? {
        if let misplaced = [node, node["type"]].lazy.compactMap(\.self).first(where: { $0.reference != nil }) {
            reportReference(misplaced)
            return nil
        }
        switch node.content {
        case .scalar(let text, _) where !node.isNull: return (text, node.mark)
        case .map:
            guard let type = node["type"] else {
                if let defaultType { return (defaultType, nil) }
                report(
                    "`\(path)` has no type", hint: "add `type:`",
                    notes: ["registered: \(listed(catalog.entries(role).map(\.name)))"])
                return nil
            }
            guard case .scalar(let text, _) = type.content, !type.isNull else {
                return child("type", type).mismatch(.component(role))
            }
            return (text, type.mark)
        default:
            return mismatch(.component(role), notes: ["write its name, or a map with `type:`"])
        }
    }

    package static let pluginHint = "if a plugin registers it, load that plugin"

    private func reportUnknown(_ role: ComponentRole, _ name: String, _ mark: SourceMark?, isKey: Bool) {
        let names = catalog.entries(role).map(\.name)
        let elsewhere = ComponentRole.allCases.first { $0 != role && catalog.entry($0, name) != nil }
        let title =
            isKey
            ? "unknown key `\(name.shortened(to: 60))` in `\(role.section)`"
            : "unknown \(role.rawValue) `\(name.shortened(to: 60))`"
        reportMissingPlugin(
            title, at: isKey ? fallbackMark : mark,
            hint: suggestion(for: name, among: names)
                ?? elsewhere.map { "`\(name)` is \($0.article) \($0.rawValue): use it under `\($0.section)`" }
                ?? Self.pluginHint,
            notes: ["registered: \(listed(names))"])
    }
}
