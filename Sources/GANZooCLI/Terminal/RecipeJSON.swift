import GANCore

/// A recipe's value in a report, with the type that YAML's core schema gives it.
enum RecipeJSON: Encodable {
    case null
    case boolean(Bool)
    case integer(Int)
    case number(Double)
    case text(String)
    case list([RecipeJSON])
    /// A map, in the order of the recipe.
    case map([(key: String, value: RecipeJSON)])

    init(_ node: RecipeNode) {
        switch node.content {
        case .map(let entries): self = .map(entries.map { ($0.key, RecipeJSON($0.value)) })
        case .list(let items): self = .list(items.map(RecipeJSON.init))
        case .scalar(let text, isQuoted: true): self = .text(text)
        case .scalar where node.isNull: self = .null
        case .scalar(let text, _): self = Self.plain(text)
        }
    }

    private static func plain(_ text: String) -> RecipeJSON {
        if ["true", "True", "TRUE"].contains(text) { return .boolean(true) }
        if ["false", "False", "FALSE"].contains(text) { return .boolean(false) }
        guard text.wholeMatch(of: /[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?/) != nil else {
            return .text(text)
        }
        if let integer = Int(text) { return .integer(integer) }
        return Double(text).flatMap { $0.isFinite ? .number($0) : nil } ?? .text(text)
    }

    func encode(to encoder: any Encoder) throws {
        switch self {
        case .map(let entries):
            var values = encoder.container(keyedBy: RecipeKey.self)
            for (key, value) in entries { try values.encode(value, forKey: RecipeKey(stringValue: key)) }
        case .list(let items):
            var values = encoder.unkeyedContainer()
            for item in items { try values.encode(item) }
        case .null:
            var value = encoder.singleValueContainer()
            try value.encodeNil()
        case .boolean(let flag): try Self.encode(flag, to: encoder)
        case .integer(let number): try Self.encode(number, to: encoder)
        case .number(let number): try Self.encode(number, to: encoder)
        case .text(let text): try Self.encode(text, to: encoder)
        }
    }

    private static func encode(_ value: some Encodable, to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(value)
    }
}

/// A key of a recipe, which is not converted to snake case.
struct RecipeKey: CodingKey {
    let stringValue: String
    var intValue: Int? { nil }

    init(stringValue: String) { self.stringValue = stringValue }
    init?(intValue: Int) { nil }
}
