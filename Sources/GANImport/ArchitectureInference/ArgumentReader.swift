import GANCore

/// What a network was made with, as its checkpoint says; nothing is known of a bare state dictionary.
struct ArgumentReader {
    private let arguments: [String: TorchCheckpoint.Setting]?

    init(_ network: PublishedNetwork) { arguments = network.arguments }

    /// Whether there are any: what is not among them has its published default.
    var areKnown: Bool { arguments != nil }

    /// The first of several keys that is given.
    func number(_ keys: String...) throws -> Double? {
        for key in keys {
            switch arguments?[key] {
            case .number(let number):
                guard number.isFinite else { throw ImportDefect(problem: "its `\(key)` is no number") }
                return number
            case .null, nil: continue
            default: throw ImportDefect(problem: "its `\(key)` is no number")
            }
        }
        return nil
    }

    func isNull(_ key: String) -> Bool { arguments?[key] == .null }

    /// Compares a number that the tensors say, too.
    func check(_ key: String, _ found: Int) throws {
        guard let said = try number(key), said != Double(found) else { return }
        throw ImportDefect(problem: "it says `\(key)` \(plain(said)), and its tensors have \(found)")
    }

    /// Refuses what networks here do not do.
    func refuse(_ ending: String, unless usual: String) throws {
        for (key, value) in arguments ?? [:] where key == ending || key.hasSuffix(".\(ending)") {
            guard value != .text(usual), value != .null else { continue }
            throw ImportDefect(
                problem: "its `\(key.shortened(to: 100))` is another than `\(usual)`, which is the only one known here")
        }
    }

    /// A setting that no tensor shows.
    /// - Parameters:
    ///   - value: as the arguments have it; nothing where they do not.
    ///   - usual: the published default.
    ///   - note: what else there is.
    func setting(_ key: String, _ value: Double?, usual: String, _ note: String) -> RecoveredSetting {
        if let value { return RecoveredSetting(key, plain(value)) }
        return RecoveredSetting(key, usual, areKnown ? .file : .assumed(note))
    }

    func plain(_ number: Double) -> String {
        Int(exactly: number).map(String.init) ?? "\(number)"
    }
}
