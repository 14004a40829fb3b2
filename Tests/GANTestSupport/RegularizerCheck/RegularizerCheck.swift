import GANComponentTesting
import GANCore
import GANModule
import GANTrain
import Testing

/// Networks and data for checking a regularizer. Each call makes new but equal ones.
public typealias TestGAN = (_ regularizers: [RegularizerSlot]) throws -> Composition

/// Checks that a regularizer satisfies the contract, and records an issue for each rule that it breaks.
///
/// - It reads exactly the inputs that `requiredInputs` declares.
/// - Its penalty is a finite scalar with finite gradients, and does not change weights and state of other components.
/// - With weight 0 it changes nothing: the networks' weights after some steps are bit-identical to those of a run without it.
/// - Checkpoints contain all its state: after saving and loading its buffers the penalties are the same.
///
/// - Parameters:
///   - settings: settings as in a recipe: `["decay": "0.9"]`.
///   - gan: the networks; a tiny GAN by default.
public func checkRegularizer<R: Regularizer>(
    _ type: R.Type, _ settings: KeyValuePairs<String, String> = [:], steps: Int = 4, in gan: TestGAN? = nil,
    sourceLocation: SourceLocation = #_sourceLocation
) {
    for fault in regularizerFaults(type, settings, steps: steps, in: gan) {
        Issue.record("\(R.name): \(fault)", sourceLocation: sourceLocation)
    }
}

/// Checks all regularizers of a catalog with default settings.
/// - Parameter excluded: names of regularizers with other rules.
public func checkRegularizers(
    of catalog: ComponentCatalog = .linked, except excluded: Set<String> = [], steps: Int = 4, in gan: TestGAN? = nil,
    sourceLocation: SourceLocation = #_sourceLocation
) {
    for entry in catalog.entries(.regularizer) where !excluded.contains(entry.name) {
        for fault in faults(of: entry, catalog, steps: steps, in: gan) {
            Issue.record("\(entry.name): \(fault)", sourceLocation: sourceLocation)
        }
    }
}

/// The rules that a regularizer breaks, as text.
package func regularizerFaults<R: Regularizer>(
    _ type: R.Type, _ settings: KeyValuePairs<String, String> = [:], steps: Int = 4, in gan: TestGAN? = nil
) -> [String] {
    let choice = choose(type, as: .regularizer, settings)
    return RegularizerCheck(choice, gan ?? tinyTestGAN, steps: steps).faults().map(\.description)
}

private func faults(of entry: ComponentEntry, _ catalog: ComponentCatalog, steps: Int, in gan: TestGAN?) -> [String] {
    let problems = ProblemCollector()
    let reader = SettingReader(.scalar(entry.name), path: "regularizers", catalog: catalog, problems: problems)
    guard let choice = reader.component(.regularizer) else { return problems.problems.map(\.message) }
    return RegularizerCheck(choice, gan ?? tinyTestGAN, steps: steps).faults().map(\.description)
}

/// The runs that check the rules for a regularizer.
struct RegularizerCheck {
    private let choice: ComponentChoice
    private let gan: TestGAN
    private let steps: Int

    init(_ choice: ComponentChoice, _ gan: @escaping TestGAN, steps: Int) {
        (self.choice, self.gan, self.steps) = (choice, gan, steps)
    }

    /// The problems, in the order in which to fix them. A problem hides later ones that it causes.
    func faults() -> [RegularizerFault] {
        do {
            let trained = try run(weight: 1)
            return try unreadNeeds(trained.probe) + watchingFaults() + checkpointFaults(trained.probe)
        } catch let fault as RegularizerFault {
            return [fault]
        } catch {
            return [.thrown("\(error)")]
        }
    }

    // MARK: Runs

    private struct Run {
        let composition: Composition
        let probe: RegularizerProbe
    }

    /// - Parameter prepare: changes the probe before the first step.
    private func run(weight: Double, steps: Int? = nil, _ prepare: (RegularizerProbe) -> Void = { _ in }) throws -> Run
    {
        let probe = RegularizerProbe(try regularizer())
        prepare(probe)
        var schedule = RegularizerSchedule()
        schedule.weight = Scheduled(weight)
        let composition = try gan([RegularizerSlot(name: choice.name, regularizer: probe, schedule: schedule)])
        probe.watched = composition.modules.filter { $0.module !== probe }
        do {
            // A run that continues from a checkpoint was composed and checked before.
            let all: [any Regularizer] = [probe] + (probe.successor.map { [$0.regularizer] } ?? [])
            for regularizer in all {
                try validate(regularizer, composition)
                try regularizer.attach(to: composition)
            }
        } catch let fault as RegularizerFault { throw fault } catch { throw RegularizerFault.unfit("\(error)") }
        try train(composition, steps ?? self.steps)
        if probe.penalties.isEmpty { throw RegularizerFault.idle }
        return Run(composition: composition, probe: probe)
    }

    private func validate(_ regularizer: any Regularizer, _ composition: Composition) throws {
        let before = snapshot([("", regularizer)])
        try regularizer.validate(composition)
        guard snapshot([("", regularizer)]) == before else { throw RegularizerFault.changesInValidate }
    }

    private func regularizer() throws -> any Regularizer {
        let build = BuildContext(path: "regularizers.\(choice.name)", data: try gan([]).data.info, seed: 1)
        guard let regularizer = try choice.make(build) as? any Regularizer else { throw RegularizerFault.idle }
        return regularizer
    }

    private func train(_ composition: Composition, _ steps: Int) throws {
        let trainer = try Trainer(composition)
        do { for _ in 0..<steps { try trainer.advance() } } catch let error as ComponentError {
            if let read = error.underlying as? UndeclaredRead { throw RegularizerFault.undeclaredRead(read) }
            if let violation = error.underlying as? ContractViolation { throw RegularizerFault.violation(violation) }
            throw error.underlying
        } catch let error as TrainingError {
            throw RegularizerFault.training(error)
        }
    }

    // MARK: Rules

    /// Removes each declared input in turn: if the penalty still works, the input was never read.
    private func unreadNeeds(_ trained: RegularizerProbe) throws -> [RegularizerFault] {
        Phase.allCases.flatMap { phase in
            (trained.requiredInputs(in: phase) ?? []).readable.compactMap { need in
                let withoutIt = try? run(weight: 1) { $0.withheld = (phase, need) }
                return withoutIt == nil ? nil : .unread(need: need, phase: phase)
            }
        }
    }

    private func watchingFaults() throws -> [RegularizerFault] {
        let watched = try run(weight: 0).composition
        let plain = try gan([])
        try train(plain, steps)
        let differing = zip(snapshot(watched.networks), snapshot(plain.networks)).first { $0 != $1 }
        return differing.map { [RegularizerFault.watching(path: $0.0.path, steps: steps)] } ?? []
    }

    private func checkpointFaults(_ trained: RegularizerProbe) throws -> [RegularizerFault] {
        let half = steps / 2
        let fresh = try regularizer()
        let resumed = try run(weight: 1) { $0.successor = (half, fresh) }
        // If it has weights, the optimizer continues with those of the first regularizer.
        let length = trained.base.parameters().isEmpty ? Int.max : 1
        let pairs = zip(trained.penalties, resumed.probe.penalties).filter { $0.0.step >= half }.prefix(length)
        guard let pair = pairs.first(where: { $0.0.value.bitPattern != $0.1.value.bitPattern }) else { return [] }
        return [.forgets(step: pair.0.step, straight: pair.0.value, resumed: pair.1.value)]
    }
}

extension RequiredInputs {
    /// The declared inputs one by one. Images as a leaf and as constants are the same images, so neither can be shown to be unread.
    fileprivate var readable: [RequiredInputs] {
        let all: [RequiredInputs] = [.realLogits, .fakeLogits, .realImages, .realImageLeaf, .fakeImages, .styles]
        let imagesTwice = isSuperset(of: [.realImages, .realImageLeaf])
        return all.filter { contains($0) && !(imagesTwice && !$0.isDisjoint(with: [.realImages, .realImageLeaf])) }
    }
}

extension Composition {
    fileprivate var networks: [(path: String, module: Module)] { Array(modules.prefix(2)) }
}
