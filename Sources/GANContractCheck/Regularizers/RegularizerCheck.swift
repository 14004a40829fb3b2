import GANCore
import GANModule
import GANTrain

/// The runs that check the rules for a regularizer.
package struct RegularizerCheck {
    /// Makes networks and data. Each call makes new but equal ones.
    package typealias GAN = (_ regularizers: [RegularizerSlot]) throws -> Composition

    private let choice: ComponentChoice
    private let gan: GAN
    private let steps: Int

    package init(_ choice: ComponentChoice, _ gan: @escaping GAN, steps: Int) {
        (self.choice, self.gan, self.steps) = (choice, gan, steps)
    }

    /// The rules that it breaks, in the order in which to fix them. A problem hides later ones that it causes.
    package func problems() -> [String] { faults().map(\.description) }

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
        let all: [RequiredInputs] = [
            .realLogits, .fakeLogits, .realImages, .realImageLeaf, .fakeImages, .fakeImageLeaf, .styles,
        ]
        let both: [RequiredInputs] = [[.realImages, .realImageLeaf], [.fakeImages, .fakeImageLeaf]]
        let doubled = both.filter { isSuperset(of: $0) }.reduce(RequiredInputs()) { $0.union($1) }
        return all.filter { contains($0) && doubled.isDisjoint(with: $0) }
    }
}

extension Composition {
    fileprivate var networks: [(path: String, module: Module)] { Array(modules.prefix(2)) }
}
