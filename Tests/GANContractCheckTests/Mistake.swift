import GANCore
import Synchronization

/// A mistake that a component of any role can make in each of its calls.
enum Mistake: String, CaseIterable, SettingValue, Sendable {
    case none
    /// It draws from the system's random numbers.
    case random
    /// It counts its calls in a property that no checkpoint has.
    case counts
}

struct MistakeSettings: ComponentSettings {
    @Setting("what is wrong with it") var mistake = Mistake.none

    init() {}
}

/// A number that should be 1 in each call.
final class Wobble: Sendable {
    private let mistake: Mistake
    private let calls = Mutex(0)

    init(_ settings: MistakeSettings) { mistake = settings.mistake }

    var factor: Double {
        switch mistake {
        case .none: 1
        case .random: .random(in: 0.5...1.5)
        case .counts:
            calls.withLock {
                $0 += 1
                return 1 + 0.01 * Double($0)
            }
        }
    }
}
