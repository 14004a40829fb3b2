/// Plain values that a checkpoint has of a network, such as its constructor arguments; unknown for a plain state dictionary.
public struct ForeignArguments {
    private let values: [String: ForeignValue]?

    /// - Parameter values: by key; nil if the file has none.
    public init(_ values: [String: ForeignValue]?) { self.values = values }

    /// Those of a network that was saved with its constructor arguments.
    public init(of network: ForeignNetwork) { self.init(network.checkpoint.values(at: network.path)) }

    /// Whether there are values: those that are missing then have their published defaults.
    public var areKnown: Bool { values != nil }

    /// The first of several keys that exists.
    /// - Throws: `ImportDefect` if its value is not a finite number.
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

    /// Compares a value with the one that the tensors show.
    /// - Throws: `ImportDefect` if they differ.
    public func check(_ key: String, _ found: Int) throws {
        guard let said = try number(key), said != Double(found) else { return }
        throw ImportDefect(problem: "its argument `\(key)` is \(Self.plain(said)), but its tensors have \(found)")
    }

    /// Checks an argument that may only have one value, also where it is nested.
    /// - Throws: `ImportDefect` if it has another one.
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
