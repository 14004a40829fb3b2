/// A setting that holds a number or a schedule.
///
///     @Setting("standard deviation of the noise", in: 0...) var sigma: Scheduled = 0.25
///
/// A recipe writes `sigma: 0.25`, or a schedule such as `sigma: {type: linear, from: 0, to: 0.25, until_kimg: 100}`. A range
/// applies to every number that the schedule can take.
public struct Scheduled: Sendable {
    private enum Content {
        case constant(Double)
        /// The path in a recipe; nil if it was made without one.
        case schedule(any Schedule, node: RecipeNode, path: String?)
    }

    private let content: Content

    /// The same number throughout the run.
    public init(_ value: Double) { content = .constant(value) }

    private init(_ schedule: any Schedule, _ node: RecipeNode, path: String?) {
        content = .schedule(schedule, node: node, path: path)
    }

    /// A schedule with these settings.
    /// - Throws: `RecipeError` if the settings do not fit each other.
    public init<S: Schedule>(_ type: S.Type, _ settings: S.Settings) throws {
        let choice = ComponentChoice(S.self, role: .schedule, settings)
        self.init(try S(settings, .ofSchedule(at: S.name)), choice.node, path: nil)
    }

    /// The number at a position of the run.
    public func value(at position: TrainingPosition) -> Double {
        switch content {
        case .constant(let value): value
        case .schedule(let schedule, _, let path?):
            ComponentError.marking(path) { schedule.value(at: position) }
        case .schedule(let schedule, _, nil): schedule.value(at: position)
        }
    }

    /// The number at a position of the run, inside the range that the schedule states. Rounding may pass its ends.
    /// - Throws: `ContractViolation` for another number, or NaN.
    package func checkedValue(at position: TrainingPosition) throws(ContractViolation) -> Double {
        guard case .schedule(let schedule, _, _) = content else { return value(at: position) }
        let (value, range) = (value(at: position), schedule.range)
        let slack = 1e-9 * max(range.lowerBound.magnitude, range.upperBound.magnitude)
        guard value >= range.lowerBound - slack, value <= range.upperBound + slack else {
            throw ContractViolation(
                schedule, "returned \(value)", expected: "\(range.lowerBound) ... \(range.upperBound), its range",
                fix: "return both limits from `range`")
        }
        return value
    }

    /// The smallest and the largest number of the run.
    public var range: ClosedRange<Double> {
        switch content {
        case .constant(let value): value...value
        case .schedule(let schedule, _, _): schedule.range
        }
    }

    /// The number if it never changes; nil for a schedule.
    public var constant: Double? { if case .constant(let value) = content { value } else { nil } }

    /// Whether the number is 0 throughout the run.
    public var isAlwaysZero: Bool { range == 0...0 }
}

extension Scheduled: ExpressibleByFloatLiteral, ExpressibleByIntegerLiteral {
    public init(floatLiteral value: Double) { self.init(value) }
    public init(integerLiteral value: Int) { self.init(Double(value)) }
}

extension Scheduled: BoundedSettingValue {
    public typealias Bound = Double

    public static var settingType: SettingType { .scheduled }

    public var boundedNumbers: [Double] { constant.map { [$0] } ?? [range.lowerBound, range.upperBound] }

    public var recipeNode: RecipeNode {
        switch content {
        case .constant(let value): value.recipeNode
        case .schedule(_, let node, _): node
        }
    }

    public static func read(_ reader: SettingReader) -> Scheduled? {
        guard case .map = reader.node.content else { return readScalar(reader) }
        return readSchedule(reader)
    }

    /// A number, or the bare name of a schedule.
    private static func readScalar(_ reader: SettingReader) -> Scheduled? {
        if case .scalar(let text, isQuoted: false) = reader.node.content, reader.catalog.entry(.schedule, text) != nil {
            return readSchedule(reader)
        }
        guard let text = reader.plainText(expecting: settingType) else { return nil }
        return CoreSchema.number(text).map { Scheduled($0) } ?? reader.mismatch(settingType)
    }

    private static func readSchedule(_ reader: SettingReader) -> Scheduled? {
        guard let choice = reader.component(.schedule) else { return nil }
        do {
            guard let schedule = try choice.make(.ofSchedule(at: reader.path)) as? any Schedule else { return nil }
            return Scheduled(schedule, choice.node, path: reader.path)
        } catch {
            let key = (error as? RecipeError)?.key ?? ""
            let text = ErrorText((error as? ComponentError)?.underlying ?? error)
            reader.report(
                "`\(reader.path)\(key.isEmpty ? "" : ".\(key)")`: \(text.problem)", hint: text.fix, notes: text.notes)
            return nil
        }
    }
}

extension BuildContext {
    /// The context of a schedule. Schedules are made before the data are opened, so it has no data.
    fileprivate static func ofSchedule(at path: String) -> BuildContext {
        let unknown = DatasetInfo(count: 0, channels: 0, height: 0, width: 0, labelKind: .none, labelSize: 0)
        return BuildContext(path: path, data: unknown, seed: 0)
    }
}
