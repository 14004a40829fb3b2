import GANCore
import GANTensor
import Synchronization

/// A mistake that a component of any role can make in each of its calls.
enum Mistake: String, CaseIterable, SettingValue, Sendable {
    case none
    /// It draws from the system's random numbers.
    case random
    /// It counts its calls in a property that no checkpoint has.
    case counts
    /// It computes with a number of its input that it read on the host, so the gradient does not know of it.
    case host
    /// The gradient in its result is not part of the graph.
    case innerGradient
    /// Its result depends on the number of threads.
    case threads
    /// None: it computes with a constant that it detached, and with one outside the graph.
    case constants
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
        case .none, .host, .innerGradient, .constants: 1
        case .random: .random(in: 0.5...1.5)
        case .counts:
            calls.withLock {
                $0 += 1
                return 1 + 0.01 * Double($0)
            }
        case .threads: 1 + 0.01 * Double((Backends.current as? CPUBackend)?.pool.threads ?? 0)
        }
    }

    /// `x` times a number near 1.
    func callAsFunction(_ x: Tensor) -> Tensor {
        func norm(_ x: Tensor) -> Tensor { (x.squared().mean() + 1e-4).sqrt() + 1 }
        switch mistake {
        case .none, .random, .counts, .threads: return x * factor
        case .host: return x * norm(x).item()
        case .constants: return x * norm(x.detached()) * withoutGradients { norm(x) }
        case .innerGradient:
            guard x.requiresGradient else { return x }
            return x + gradient(of: norm(x), wrt: x) * 0.1
        }
    }
}
