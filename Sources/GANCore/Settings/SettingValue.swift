/// A type that a `@Setting` can hold: numbers, booleans, text, string enumerations, lists and optionals of those, groups of
/// settings, and nested components.
public protocol SettingValue {
    static var settingType: SettingType { get }
    /// The value of the reader's node; nil after reporting why it cannot be read.
    static func read(_ reader: SettingReader) -> Self?
    /// The value in recipe form.
    var recipeNode: RecipeNode { get }
    /// The numbers that a range applies to.
    var boundedNumbers: [Double] { get }
}

extension SettingValue {
    public var boundedNumbers: [Double] { [] }
}

/// A value, or a list or optional of values, that a range can restrict.
public protocol BoundedSettingValue: SettingValue {
    associatedtype Bound: SettingNumber
}

/// A number that can be the bound of a range.
public protocol SettingNumber: Comparable {
    var asDouble: Double { get }
}

// MARK: - Numbers

extension Int: BoundedSettingValue, SettingNumber {
    public typealias Bound = Int
    public static var settingType: SettingType { .integer }
    public var asDouble: Double { Double(self) }
    public var boundedNumbers: [Double] { [asDouble] }
    public var recipeNode: RecipeNode { .scalar(String(self)) }

    public static func read(_ reader: SettingReader) -> Int? {
        guard let text = reader.plainText(expecting: settingType) else { return nil }
        return whole(text) ?? reader.mismatch(settingType)
    }

    /// 1e3 and 25000.0 are whole numbers too, as in JSON Schema.
    static func whole(_ text: String) -> Int? {
        if let whole = CoreSchema.integer(text) { return whole }
        guard let number = CoreSchema.number(text), number.magnitude < 0x1p53 else { return nil }
        return Int(exactly: number)
    }
}

extension Double: BoundedSettingValue, SettingNumber {
    public typealias Bound = Double
    public static var settingType: SettingType { .number }
    public var asDouble: Double { self }
    public var boundedNumbers: [Double] { [self] }
    public var recipeNode: RecipeNode { .scalar(plainNumber(self)) }

    public static func read(_ reader: SettingReader) -> Double? {
        guard let text = reader.plainText(expecting: settingType) else { return nil }
        return CoreSchema.number(text) ?? reader.mismatch(settingType)
    }
}

extension Float: BoundedSettingValue, SettingNumber {
    public typealias Bound = Float
    public static var settingType: SettingType { .number }
    public var asDouble: Double { Double("\(self)") ?? Double(self) }
    public var boundedNumbers: [Double] { [asDouble] }
    public var recipeNode: RecipeNode { .scalar(plainNumber(asDouble)) }

    public static func read(_ reader: SettingReader) -> Float? {
        guard let number = Double.read(reader) else { return nil }
        let value = Float(number)
        return value.isFinite ? value : reader.mismatch(settingType)
    }
}

// MARK: - Truth values and words

extension Bool: SettingValue {
    public static var settingType: SettingType { .boolean }
    public var recipeNode: RecipeNode { .scalar(String(self)) }

    public static func read(_ reader: SettingReader) -> Bool? {
        guard let text = reader.plainText(expecting: settingType) else { return nil }
        if ["true", "True", "TRUE"].contains(text) { return true }
        if ["false", "False", "FALSE"].contains(text) { return false }
        let note =
            ["yes", "no", "on", "off"].contains(text.lowercased())
            ? ["`\(text)` is a word in YAML 1.2; write true or false"] : []
        return reader.mismatch(settingType, notes: note)
    }
}

extension String: SettingValue {
    public static var settingType: SettingType { .text }
    public var recipeNode: RecipeNode { .scalar(self, isQuoted: true) }

    public static func read(_ reader: SettingReader) -> String? {
        guard case .scalar(let text, _) = reader.node.content, !reader.node.isNull else {
            return reader.mismatch(settingType)
        }
        return text
    }
}

extension SettingValue where Self: RawRepresentable & CaseIterable, RawValue == String {
    public static var settingType: SettingType { .choice(allCases.map(\.rawValue)) }
    public var recipeNode: RecipeNode { .scalar(rawValue) }

    public static func read(_ reader: SettingReader) -> Self? {
        guard case .scalar(let text, _) = reader.node.content, !reader.node.isNull else {
            return reader.mismatch(settingType)
        }
        if let value = Self(rawValue: text) { return value }
        let names = allCases.map(\.rawValue)
        reader.report(
            "`\(reader.path)` is `\(text.shortened(to: 40))`",
            hint: suggestion(for: text, among: names) ?? reader.expectation(of: settingType),
            notes: nearestNames(to: text, among: names).isEmpty ? [] : [reader.expectation(of: settingType)])
        return nil
    }
}

// MARK: - Lists and optionals

extension Array: SettingValue where Element: SettingValue {
    public static var settingType: SettingType { .list(Element.settingType) }
    public var boundedNumbers: [Double] { flatMap(\.boundedNumbers) }
    public var recipeNode: RecipeNode { RecipeNode(.list(map(\.recipeNode))) }

    public static func read(_ reader: SettingReader) -> [Element]? {
        guard case .list(let nodes) = reader.node.content else { return reader.mismatch(settingType) }
        if case .component = Element.settingType, !reader.mayHave(components: nodes.count) { return nil }
        let elements = nodes.enumerated().map { Element.read(reader.element($0.offset, $0.element)) }
        return elements.contains { $0 == nil } ? nil : elements.compactMap(\.self)
    }
}

extension Array: BoundedSettingValue where Element: BoundedSettingValue {
    public typealias Bound = Element.Bound
}

extension Optional: SettingValue where Wrapped: SettingValue {
    public static var settingType: SettingType { .optional(Wrapped.settingType) }
    public var boundedNumbers: [Double] { self?.boundedNumbers ?? [] }
    public var recipeNode: RecipeNode { self?.recipeNode ?? .scalar("null") }

    public static func read(_ reader: SettingReader) -> Wrapped?? {
        reader.node.isNull ? .some(nil) : Wrapped.read(reader).map { .some($0) }
    }
}

extension Optional: BoundedSettingValue where Wrapped: BoundedSettingValue {
    public typealias Bound = Wrapped.Bound
}
