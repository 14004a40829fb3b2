import GANCore
import GANModule
import GANTensor

/// Where a hook keeps the mean of logits from step to step.
enum Keeping: String, CaseIterable, SettingValue {
    case buffer, property, dictionary, structure, tuple, nested, object
    /// Nowhere: it is computed anew in each step.
    case none
}

/// Keeps a running mean of the logits of real images, and reports it if asked.
final class KeepingHook: Module, TrainingHook, MetricSource {
    struct Settings: ComponentSettings {
        @Setting("where it keeps it") var keeping = Keeping.buffer
        @Setting("whether it reports it") var reports = false
        @Setting("what it reports instead") var figure: Double? = nil

        init() {}
    }

    struct Pair {
        var first = Tensor(0)
        var count = 0
    }

    final class Box { var value = Tensor(0) }

    static let name = "keeping"
    static let summary = "a hook for tests"
    private let settings: Settings
    @Buffer(.mean) private var mean = Tensor(0)
    private var plain = Tensor(0)
    private var byName: [String: Tensor] = [:]
    private var pair = Pair()
    private var both = (Tensor(0), 1)
    private var rows: [[Tensor]] = [[], []]
    private let box = Box()

    init(_ settings: Settings, _ build: BuildContext) { self.settings = settings }

    func observe(_ event: StepEvent) throws {
        guard case .discriminated(let pass) = event, pass.source == .real else { return }
        let new = try pass.output.logits.mean().detached()
        switch settings.keeping {
        case .buffer: mean = mean * 0.9 + new
        case .property: plain = plain * 0.9 + new
        case .dictionary: byName["real"] = (byName["real"] ?? Tensor(0)) * 0.9 + new
        case .structure: pair.first = pair.first * 0.9 + new
        case .tuple: both.0 = both.0 * 0.9 + new
        case .nested: rows[1] = [(rows[1].first ?? Tensor(0)) * 0.9 + new]
        case .object: box.value = box.value * 0.9 + new
        case .none: plain = new
        }
    }

    private var value: Tensor {
        switch settings.keeping {
        case .buffer: mean
        case .property, .none: plain
        case .dictionary: byName["real"] ?? Tensor(0)
        case .structure: pair.first
        case .tuple: both.0
        case .nested: rows[1].first ?? Tensor(0)
        case .object: box.value
        }
    }

    var metrics: [(name: String, value: Double)] {
        if let figure = settings.figure { return [("figure", 1 / figure - 1 / figure)] }
        return settings.reports ? [("mean", value.item())] : []
    }
}

/// Collects the mean logit of real images of each step, in a tensor or in rows.
final class GrowingHook: Module, TrainingHook {
    struct Settings: ComponentSettings {
        @Setting("whether it keeps rows") var keepsRows = false

        init() {}
    }

    static let name = "growing"
    static let summary = "a hook for tests"
    private let keepsRows: Bool
    @Buffer(.same) private var means = Tensor([0 as Float], shape: [1])
    @Buffer(.gatheredRows, rowShape: []) private var rows

    init(_ settings: Settings, _ build: BuildContext) { keepsRows = settings.keepsRows }

    func observe(_ event: StepEvent) throws {
        guard case .discriminated(let pass) = event, pass.source == .real else { return }
        let new = try pass.output.logits.mean().reshaped(1)
        if keepsRows {
            rows.rows = rows.rows.count == 0 ? new : concatenate([rows.rows, new], axis: 0)
        } else {
            means = concatenate([means, new], axis: 0)
        }
    }
}

/// Keeps a running mean of logits in a property that no checkpoint has.
final class KeepingLoss: AdversarialLoss {
    static let name = "keeping"
    static let summary = "a loss for tests"
    private var center = Tensor(0)

    init(_ settings: NoSettings, _ build: BuildContext) {}

    func discriminator(real: Tensor, fake: Tensor) -> Tensor {
        center = (center * 0.5 + fake.mean()).detached()
        return (fake - center).softplus().mean() + (-real).softplus().mean()
    }

    func generator(real: Tensor?, fake: Tensor) -> Tensor { (-fake).softplus().mean() }
}

/// Has weights and does nothing with them.
final class IdleHook: Module, TrainingHook {
    static let name = "idle"
    static let summary = "a hook for tests"
    @Parameter private var first = Tensor(1)
    @Parameter private var second = Tensor(2)

    init(_ settings: NoSettings, _ build: BuildContext) {}
}
