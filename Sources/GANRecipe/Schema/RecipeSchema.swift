import GANCore

/// The recipe language as a JSON Schema (draft 7), for completion and validation in editors.
///
/// It defines which keys exist, with types and ranges. Rules that need the merged recipe or the data are
/// left to `recipe check`.
package struct RecipeSchema {
    private let catalog: ComponentCatalog

    package init(_ catalog: ComponentCatalog) { self.catalog = catalog }

    package func text() throws -> String { try root.formatted }

    private var root: JSONValue {
        var properties = TopLevelSettings.descriptions().schemaProperties
        properties["extends"] = [
            "type": "string",
            "description":
                "parent recipe: a file (.yaml, or starts with ./ or ../) or a library recipe; maps merge with the parent's, lists and scalars replace the parent's",
        ]
        for role in ComponentRole.topLevel {
            properties[role.section] = .nullable(.reference(role))
        }
        for role in Self.maps { properties[role.section] = .nullable(slots(role)) }
        for (name, type) in catalog.sections {
            properties[name] = .nullable(.map(type.descriptions().schemaProperties, help: type.summary))
        }
        return [
            "$schema": "http://json-schema.org/draft-07/schema#", "title": "GANZoo recipe", "type": "object",
            "properties": .object(properties), "additionalProperties": false, "required": ["recipe"],
            "definitions": .object(definitions),
            // A child inherits missing keys from its parent.
            "if": ["not": ["required": ["extends"]]],
            "then": .object(["required": .texts(Self.requiredAlone), "properties": typed]),
        ]
    }

    private static var requiredAlone: [String] { RecipeChecker.required.map(\.section) }

    /// A component must name its type unless its parent did; a regularizer or hook whose name is registered need not.
    private var typed: JSONValue {
        let named: JSONValue = ["if": ["type": "object"], "then": ["required": ["type"]]]
        var properties = Dictionary(
            uniqueKeysWithValues: ComponentRole.topLevel.map { ($0.section, named) })
        for role in Self.maps {
            let registered = catalog.entries(role).map { ($0.name, JSONValue.boolean(true)) }
            properties[role.section] = [
                "properties": .object(Dictionary(uniqueKeysWithValues: registered)), "additionalProperties": named,
            ]
        }
        return .object(properties)
    }

    /// Roles whose section is a map of components.
    private static let maps: [ComponentRole] = [.regularizer, .hook]

    private var definitions: [String: JSONValue] {
        Dictionary(uniqueKeysWithValues: ComponentRole.allCases.map { ($0.rawValue, component($0)) })
    }

    // MARK: Components

    /// A bare name, or a map whose keys depend on its type.
    private func component(_ role: ComponentRole) -> JSONValue {
        let entries = catalog.entries(role)
        guard !entries.isEmpty else { return false }
        let names = JSONValue.texts(entries.map(\.name))
        let map: JSONValue = [
            "type": "object", "properties": ["type": ["enum": names]],
            "if": ["required": ["type"]], "then": ["allOf": .list(entries.map(whenTyped))], "else": ofAny(entries),
        ]
        return Self.maps.contains(role) ? map : ["anyOf": [["enum": names], map]]
    }

    /// A map whose parent names the type: every key as some component defines it.
    private func ofAny(_ entries: [ComponentEntry]) -> JSONValue {
        let all = entries.flatMap { properties($0) }
        let choices = Dictionary(grouping: all, by: \.key).mapValues {
            JSONValue.object(["anyOf": .list($0.map(\.value))])
        }
        return .map(choices)
    }

    private func whenTyped(_ entry: ComponentEntry) -> JSONValue {
        [
            "if": ["required": ["type"], "properties": ["type": ["const": .text(entry.name)]]],
            "then": .map(properties(entry), help: entry.summary),
        ]
    }

    /// A component's keys, including those of its slot.
    private func properties(_ entry: ComponentEntry) -> [String: JSONValue] {
        let slot = entry.role == .regularizer ? RegularizerSchedule.descriptions() : []
        var properties = (entry.settings + slot).schemaProperties
        properties["type"] = ["const": .text(entry.name), "description": .text(entry.summary)]
        return properties
    }

    /// A map by name; an entry whose name is registered needs no type.
    private func slots(_ role: ComponentRole) -> JSONValue {
        let named = catalog.entries(role).map { entry -> (String, JSONValue) in
            let ownType: JSONValue = [
                "if": ["required": ["type"]], "then": .reference(role),
                "else": .map(properties(entry), help: entry.summary),
            ]
            return (entry.name, .nullable(["type": "object", "allOf": [ownType], "description": .text(entry.summary)]))
        }
        return [
            "type": "object", "properties": .object(Dictionary(uniqueKeysWithValues: named)),
            "additionalProperties": .nullable(.reference(role)),
        ]
    }
}

extension JSONValue {
    fileprivate static func reference(_ role: ComponentRole) -> JSONValue {
        ["$ref": .text("#/definitions/\(role.rawValue)")]
    }

    fileprivate static func nullable(_ schema: JSONValue) -> JSONValue { ["anyOf": [schema, ["type": "null"]]] }

    fileprivate static func map(_ properties: [String: JSONValue], help: String? = nil) -> JSONValue {
        let map: JSONValue = ["type": "object", "properties": .object(properties), "additionalProperties": false]
        return help.map { map.adding(["description": .text($0)]) } ?? map
    }
}

// MARK: - Settings

extension [SettingDescription] {
    fileprivate var schemaProperties: [String: JSONValue] {
        Dictionary(uniqueKeysWithValues: map { ($0.name, $0.schema) })
    }
}

extension SettingDescription {
    fileprivate var schema: JSONValue {
        let text = help + (defaultValue.map { "; default \($0.inlineText)" } ?? "; required")
        return type.schema(range).adding(["description": .text(text)])
    }
}

extension SettingType {
    fileprivate func schema(_ range: SettingRange?) -> JSONValue {
        switch self {
        case .integer: .scalar("integer", range)
        case .number: .scalar("number", range)
        case .size: ["anyOf": [.scalar("integer", range), .pair(.scalar("integer", range))]]
        case .scheduled: ["anyOf": [.scalar("number", range), .reference(.schedule)]]
        case .boolean: .scalar("boolean", nil)
        // Any plain scalar is valid text: `7`, `no`.
        case .text, .path: ["type": ["string", "number", "boolean"]]
        case .choice(let names): ["enum": .list(names.map(JSONValue.word))]
        case .list(let element): ["type": "array", "items": element.schema(range)]
        case .optional(let wrapped): ["anyOf": [wrapped.schema(range), ["type": "null"]]]
        case .group(let settings): .map(settings.schemaProperties)
        case .component(let role): .reference(role)
        }
    }
}

extension JSONValue {
    /// A word of a recipe as YAML reads it: `true` and `false` are booleans.
    fileprivate static func word(_ word: String) -> JSONValue {
        ["true": true, "false": false][word].map { .boolean($0) } ?? .text(word)
    }

    fileprivate static func pair(_ element: JSONValue) -> JSONValue {
        ["type": "array", "items": element, "minItems": .number(2), "maxItems": .number(2)]
    }

    fileprivate static func scalar(_ type: String, _ range: SettingRange?) -> JSONValue {
        var schema: [String: JSONValue] = ["type": .text(type)]
        if let lower = range?.lower {
            schema[range?.excludesLower == true ? "exclusiveMinimum" : "minimum"] = .number(lower)
        }
        if let upper = range?.upper { schema["maximum"] = .number(upper) }
        return .object(schema)
    }
}
