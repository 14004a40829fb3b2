/// A recipe key of a component, declared with default, help text and range where it is used.
///
///     public struct Settings: ComponentSettings {
///         @Setting("decay of the logits' moving averages", in: 0...1) public var decay: Float = 0.99
///         public init() {}
///     }
///
/// The key is the property's name in snake case: `off_diagonal` for `offDiagonal`. A setting without a default is required.
///
/// Settings are values: copies are independent, and the settings of a constant (`let`) cannot be assigned.
@propertyWrapper public struct Setting<Value: SettingValue>: AnySetting {
    private var storage: Storage
    private let form: SettingForm<Value>
    let help: String
    let range: SettingRange?

    /// - Precondition: the recipe gave the value, or it has a default.
    public var wrappedValue: Value {
        get {
            guard let value = storage.value else {
                preconditionFailure("a setting without a default was read before a recipe gave it")
            }
            return value
        }
        set { storage = Storage(newValue) }
    }

    /// The value, where the reader of a recipe finds it by reflection and fills it in before there are copies. An assignment
    /// replaces the storage, so that copies never share a change.
    private final class Storage {
        var value: Value?

        init(_ value: Value?) { self.value = value }
    }

    private init(_ value: Value?, _ help: String, _ range: SettingRange?) {
        (storage, form, self.help, self.range) = (Storage(value), SettingForm(), help, range)
    }

    init(_ value: Value?, _ help: String, _ form: SettingForm<Value>) {
        (storage, self.form, self.help, range) = (Storage(value), form, help, nil)
    }

    public init(wrappedValue: Value, _ help: String) { self.init(wrappedValue, help, nil) }

    /// A required setting.
    public init(_ help: String) { self.init(nil, help, nil) }

    var type: SettingType { form.type }
    var node: RecipeNode? { storage.value.map(form.node) }

    var defaultOutOfRange: Double? {
        range.flatMap { range in storage.value?.boundedNumbers.first { !range.contains($0) } }
    }

    func read(_ reader: SettingReader) {
        if let misplaced = reader.node.misplacedReference(in: type) { return reader.reportReference(misplaced) }
        guard let read = form.read(reader) else { return }
        let outside = range.flatMap { range in read.boundedNumbers.first { !range.contains($0) } }
        if let outside {
            let verb = if case .map = reader.node.content { "reaches" } else { "is" }
            return reader.report(
                "`\(reader.path)` \(verb) \(plainNumber(outside))", at: reader.node.mark(of: outside),
                hint: reader.expectation(of: type))
        }
        storage.value = read
    }
}

extension Setting where Value: BoundedSettingValue {
    public init(wrappedValue: Value, _ help: String, in bounds: ClosedRange<Value.Bound>) {
        self.init(
            wrappedValue, help,
            SettingRange(lower: bounds.lowerBound.asDouble, upper: bounds.upperBound.asDouble))
    }

    public init(wrappedValue: Value, _ help: String, in bounds: PartialRangeFrom<Value.Bound>) {
        self.init(wrappedValue, help, SettingRange(lower: bounds.lowerBound.asDouble))
    }

    public init(wrappedValue: Value, _ help: String, above bound: Value.Bound) {
        self.init(wrappedValue, help, SettingRange(lower: bound.asDouble, excludesLower: true))
    }

    public init(_ help: String, in bounds: ClosedRange<Value.Bound>) {
        self.init(nil, help, SettingRange(lower: bounds.lowerBound.asDouble, upper: bounds.upperBound.asDouble))
    }

    public init(_ help: String, in bounds: PartialRangeFrom<Value.Bound>) {
        self.init(nil, help, SettingRange(lower: bounds.lowerBound.asDouble))
    }

    public init(_ help: String, above bound: Value.Bound) {
        self.init(nil, help, SettingRange(lower: bound.asDouble, excludesLower: true))
    }
}

extension RecipeNode {
    /// The first scalar with an environment variable where a value of that type is no path. Groups and components look for themselves.
    fileprivate func misplacedReference(in type: SettingType) -> RecipeNode? {
        switch (type, content) {
        case (.path, _): nil
        case (.optional(let wrapped), _): misplacedReference(in: wrapped)
        case (.list(let element), .list(let nodes)):
            nodes.lazy.compactMap { $0.misplacedReference(in: element) }.first
        default: reference == nil ? nil : self
        }
    }
}

extension SettingReader {
    /// Reports an environment variable in a value that is no path.
    func reportReference(_ node: RecipeNode) {
        report(
            "`\(path)` is no path, and environment variables are only replaced in paths", at: node.mark,
            hint: "write the value itself", notes: ["in an override, the shell replaces them: `\(path)=$NAME`"])
    }
}

/// The representation of a setting's value in recipes.
struct SettingForm<Value: SettingValue> {
    let type: SettingType
    let read: (SettingReader) -> Value?
    let node: (Value) -> RecipeNode

    /// The representation of the value's own type.
    init() { (type, read, node) = (Value.settingType, Value.read, \.recipeNode) }

    /// The representation of another type, with conversions.
    init<Said: SettingValue>(
        _ said: Said.Type, to value: @escaping (Said) -> Value, from wrapped: @escaping (Value) -> Said
    ) {
        type = Said.settingType
        read = { reader in Said.read(reader).map(value) }
        node = { wrapped($0).recipeNode }
    }
}

/// A setting of any value type.
protocol AnySetting {
    var help: String { get }
    var range: SettingRange? { get }
    var type: SettingType { get }
    /// The current value in recipe form; nil if it has none yet.
    var node: RecipeNode? { get }
    /// A number of the current value that is not in the range; nil if all are.
    var defaultOutOfRange: Double? { get }
    /// Stores the reader's value, or reports why it cannot.
    func read(_ reader: SettingReader)
}

extension RecipeNode {
    /// The position of the value in a map, such as that of a schedule, that is this number; nil if there is none.
    fileprivate func mark(of number: Double) -> SourceMark? {
        entries.lazy.compactMap { entry in
            guard case .scalar(let text, _) = entry.value.content, Double(text) == number else { return nil }
            return entry.value.mark
        }.first
    }
}
