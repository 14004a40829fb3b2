/// Plain values in a checkpoint that describe a network, such as its constructor arguments. A plain state dictionary has none.
public struct ForeignArguments {
    private let values: [String: ForeignValue]?

    /// - Parameter values: by key; nil if the file has none.
    public init(_ values: [String: ForeignValue]?) { self.values = values }

    /// The constructor arguments that were saved with a network.
    public init(of network: ForeignNetwork) { self.init(network.checkpoint.values(at: network.path)) }

    /// Whether the checkpoint has such values. If it has, a missing value has its published default.
    public var areKnown: Bool { values != nil }

    /// The number under the first of these keys that has a value; nil if none has.
    /// - Throws: `ImportDefect` if the value is not a finite number.
    public func number(_ keys: String...) throws -> Double? {
        for key in keys {
            switch values?[key] {
            case .number(let number):
                guard number.isFinite else { throw ImportDefect(problem: "its `\(key)` is not a number") }
                return number
            case .null, nil: continue
            default: throw ImportDefect(problem: "its `\(key)` is not a number")
            }
        }
        return nil
    }

    public func isNull(_ key: String) -> Bool { values?[key] == .null }

    /// Checks that a value is equal to `found`, which was inferred from the tensors.
    /// - Throws: `ImportDefect` if they differ.
    public func check(_ key: String, _ found: Int) throws {
        guard let said = try number(key), said != Double(found) else { return }
        throw ImportDefect(problem: "its argument `\(key)` is \(Self.plain(said)), but its tensors have \(found)")
    }

    /// Checks an argument, top-level or nested, for which only one value is supported.
    /// - Throws: `ImportDefect` if it has another value.
    public func refuse(_ ending: String, unless usual: String) throws {
        for (key, value) in values ?? [:] where key == ending || key.hasSuffix(".\(ending)") {
            guard value != .text(usual), value != .null else { continue }
            throw ImportDefect(
                problem: "its `\(key.shortened(to: 100))` is unsupported; only `\(usual)` is supported")
        }
    }

    /// A setting that no tensor shows.
    /// - Parameters:
    ///   - key: the setting's key.
    ///   - value: the value in the arguments; nil if there is none.
    ///   - usual: the published default, as in a recipe.
    ///   - note: other published values.
    public func setting(_ key: String, _ value: Double?, usual: String, _ note: String) -> ForeignSetting {
        if let value { return ForeignSetting(key, Self.plain(value)) }
        return ForeignSetting(key, usual, areKnown ? .file : .assumed(note))
    }

    /// A whole number without a fraction.
    public static func plain(_ number: Double) -> String {
        Int(exactly: number).map(String.init) ?? "\(number)"
    }
}
