import GANCore

/// Describes which values of a recipe are components: maps whose `type` decides their other keys.
package struct RecipeLayout: Sendable {
    /// Top-level keys whose value is a component.
    package var components: Set<String>
    /// Top-level keys whose value is a map of components; a component without `type` has its key as type.
    package var componentMaps: Set<String>
    /// Component settings whose value is a component.
    package var nestedComponents: Set<String> = []
    /// Settings of sections whose value is a component: by section and key, the type of a map without `type`.
    package var sectionComponents: [String: [String: String?]] = [:]
    /// Settings of sections that belong to a component of the section: by section and key, the component's key.
    package var keysOfComponents: [String: [String: String]] = [:]
    /// The defaults of each registered hook, by its name and key.
    package var hookDefaults: [String: [String: String]] = [:]

    package init(components: Set<String>, componentMaps: Set<String>) {
        (self.components, self.componentMaps) = (components, componentMaps)
    }

    package static let standard = RecipeLayout(
        components: ["data", "generator", "discriminator", "conditioner", "loss", "augment"],
        componentMaps: ["regularizers", "hooks"])
}

/// The kind of a value, derived from its position.
enum RecipePlace: Equatable {
    case root
    /// The associated value is the default type.
    case component(defaultType: String?)
    case componentMap
    case section(String)
    case plain

    var isComponent: Bool { if case .component = self { true } else { false } }

    var defaultType: String? { if case .component(let type) = self { type } else { nil } }
}

extension RecipeLayout {
    func place(of key: String, in place: RecipePlace) -> RecipePlace {
        switch place {
        case .root where components.contains(key): .component(defaultType: nil)
        case .root where componentMaps.contains(key): .componentMap
        case .root where sectionComponents[key] != nil: .section(key)
        case .section(let name): sectionComponents[name]?[key].map { .component(defaultType: $0) } ?? .plain
        case .componentMap: .component(defaultType: key)
        case .component where nestedComponents.contains(key): .component(defaultType: nil)
        case .root, .component, .plain: .plain
        }
    }

    /// Returns the tree with every bare component name, such as `logistic`, expanded to `{type: logistic}`.
    func spelledOut(_ root: RecipeNode) -> RecipeNode { spelledOut(root, at: .root) }

    /// Returns the value itself if it is not a bare name. The map and its `type` get the source position of the name.
    func spelledOut(_ node: RecipeNode, at place: RecipePlace) -> RecipeNode {
        switch (place, node.content) {
        case (.component, .scalar) where !node.isNull:
            RecipeNode(.map([.init(key: "type", keyMark: node.mark, value: node)]), mark: node.mark)
        case (.root, .map(let entries)), (.componentMap, .map(let entries)), (.component, .map(let entries)),
            (.section, .map(let entries)):
            RecipeNode(
                .map(
                    entries.map { entry in
                        var entry = entry
                        entry.value = spelledOut(entry.value, at: self.place(of: entry.key, in: place))
                        return entry
                    }), mark: node.mark)
        default: node
        }
    }
}
