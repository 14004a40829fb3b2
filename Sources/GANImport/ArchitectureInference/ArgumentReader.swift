import GANCore

/// The constructor arguments of a network in its checkpoint; unknown for a plain state dictionary.
struct ArgumentReader {
    private let arguments: [String: TorchCheckpoint.Setting]?

    init(_ network: PublishedNetwork) { arguments = network.arguments }

    /// Whether there are arguments: those that are missing then have their published defaults.
    var areKnown: Bool { arguments != nil }

    /// The first of several keys that exists.
    func number(_ keys: String...) throws -> Double? {
        for key in keys {
            switch arguments?[key] {
            case .number(let number):
                guard number.isFinite else { throw ImportDefect(problem: "its `\(key)` is not a number") }
                return number
            case .null, nil: continue
            default: throw ImportDefect(problem: "its `\(key)` is not a number")
            }
        }
        return nil
    }

    func isNull(_ key: String) -> Bool { arguments?[key] == .null }

    /// Compares an argument with the value that the tensors show.
    func check(_ key: String, _ found: Int) throws {
        guard let said = try number(key), said != Double(found) else { return }
        throw ImportDefect(problem: "its argument `\(key)` is \(plain(said)), but its tensors have \(found)")
    }

    /// Refuses unsupported values.
    func refuse(_ ending: String, unless usual: String) throws {
        for (key, value) in arguments ?? [:] where key == ending || key.hasSuffix(".\(ending)") {
            guard value != .text(usual), value != .null else { continue }
            throw ImportDefect(
                problem: "its `\(key.shortened(to: 100))` is unsupported; only `\(usual)` is supported")
        }
    }

    /// A setting that no tensor shows.
    /// - Parameters:
    /// - value: the value in the arguments; nil if there is none.
    /// - usual: the published default.
    /// - note: other published values.
    func setting(_ key: String, _ value: Double?, usual: String, _ note: String) -> RecoveredSetting {
        if let value { return RecoveredSetting(key, plain(value)) }
        return RecoveredSetting(key, usual, areKnown ? .file : .assumed(note))
    }

    func plain(_ number: Double) -> String {
        Int(exactly: number).map(String.init) ?? "\(number)"
    }
}
