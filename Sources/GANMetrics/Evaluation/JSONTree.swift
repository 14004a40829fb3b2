import GANCore

/// Any JSON value: settings of metrics in reports, and reports of earlier formats.
package indirect enum JSONTree: Codable, Hashable, Sendable {
    case null
    case boolean(Bool)
    case number(Double)
    case text(String)
    case list([JSONTree])
    case object([String: JSONTree])

    package init(from decoder: any Decoder) throws {
        let value = try decoder.singleValueContainer()
        if value.decodeNil() {
            self = .null
        } else if let boolean = try? value.decode(Bool.self) {
            self = .boolean(boolean)
        } else if let number = try? value.decode(Double.self) {
            self = .number(number)
        } else if let text = try? value.decode(String.self) {
            self = .text(text)
        } else if let list = try? value.decode([JSONTree].self) {
            self = .list(list)
        } else {
            self = .object(try value.decode([String: JSONTree].self))
        }
    }

    package func encode(to encoder: any Encoder) throws {
        var value = encoder.singleValueContainer()
        switch self {
        case .null: try value.encodeNil()
        case .boolean(let boolean): try value.encode(boolean)
        case .number(let number): try value.encode(number)
        case .text(let text): try value.encode(text)
        case .list(let list): try value.encode(list)
        case .object(let members): try value.encode(members)
        }
    }

    /// A value of a recipe.
    package init(_ node: RecipeNode) {
        switch node.content {
        case .map(let entries):
            self = .object(Dictionary(entries.map { ($0.key, JSONTree($0.value)) }) { first, _ in first })
        case .list(let nodes): self = .list(nodes.map(JSONTree.init))
        case .scalar where node.isNull: self = .null
        case .scalar(let text, isQuoted: true): self = .text(text)
        case .scalar("true", _): self = .boolean(true)
        case .scalar("false", _): self = .boolean(false)
        case .scalar(let text, _): self = Double(text).map { .number($0) } ?? .text(text)
        }
    }

    /// A member of an object; nil for other values. Setting nil removes it.
    package subscript(_ key: String) -> JSONTree? {
        get { if case .object(let members) = self { members[key] } else { nil } }
        set {
            guard case .object(var members) = self else { return }
            members[key] = newValue
            self = .object(members)
        }
    }

    package var number: Double? { if case .number(let number) = self { number } else { nil } }
    package var text: String? { if case .text(let text) = self { text } else { nil } }
    /// The elements of a list; empty for other values.
    package var elements: [JSONTree] { if case .list(let elements) = self { elements } else { [] } }
    /// The members of an object; empty for other values.
    package var members: [String: JSONTree] { if case .object(let members) = self { members } else { [:] } }
}
