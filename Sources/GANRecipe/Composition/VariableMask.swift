import GANCore

/// Puts the references of recipes in place of the values of environment variables, in messages that are written to a file: a recipe may come from a
/// stranger, and name any variable in a path that an error then tells.
///
/// A value is found where it stands in one piece, as it is, on one line, or as a simplified path. One of fewer than `shortest` bytes is left alone, since it
/// would be found in numbers and words that have nothing to do with it.
package struct VariableMask: Sendable {
    private static let shortest = 4

    private let environment: [String: String]
    /// The longest values first: a value may be a part of another.
    private var places: [(value: [UInt8], reference: [UInt8])] = []

    /// - Parameter environment: that of who writes the messages.
    package init(environment: [String: String]) { self.environment = environment }

    /// Adds the variables that a recipe refers to.
    package mutating func add(_ recipe: CheckedRecipe) { add(recipe.tree) }

    private mutating func add(_ node: RecipeNode) {
        // By scalars, as the reader of recipes: a combining character behind the brace makes another character of it.
        let references = /\$\{env:([^}]+)\}/.matchingSemantics(.unicodeScalar)
        for found in (node.reference ?? "").matches(of: references) { add(variable: String(found.1)) }
        switch node.content {
        case .scalar: break
        case .list(let nodes): for node in nodes { add(node) }
        case .map(let entries): for entry in entries { add(entry.value) }
        }
    }

    private mutating func add(variable name: String) {
        guard let value = environment[name] else { return }
        for form in [value, value.onOneLine, value.withIndentedLines, PathText.simplified(value)] {
            let bytes = Array(form.utf8)
            guard bytes.count >= Self.shortest, !places.contains(where: { $0.value == bytes }) else { continue }
            places.append((bytes, Array("${env:\(name)}".utf8)))
        }
        places.sort { $0.value.count > $1.value.count }
    }

    /// A text without the values.
    package func masked(_ text: String) -> String {
        // Bytes, since a combining character behind a value would make another character of its last one.
        var (result, rest) = ([UInt8](), Array(text.utf8)[...])
        while let first = rest.first {
            if let place = places.first(where: { rest.starts(with: $0.value) }) {
                result += place.reference
                rest = rest.dropFirst(place.value.count)
            } else {
                result.append(first)
                rest = rest.dropFirst()
            }
        }
        return String(decoding: result, as: UTF8.self)
    }
}
