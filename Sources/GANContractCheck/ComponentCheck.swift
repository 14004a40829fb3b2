import GANCore

/// Checks a component of any role in seconds: in a tiny GAN, without the zoo's networks.
package struct ComponentCheck {
    private let entry: ComponentEntry
    private let settings: SettingsCheck
    private let catalog: ComponentCatalog

    /// - Parameter given: values of settings as in a recipe.
    package init(_ entry: ComponentEntry, given: [RecipeNode.Entry] = [], in catalog: ComponentCatalog = .linked) {
        (self.entry, self.catalog) = (entry, catalog)
        small = entry.smallSettings().filter { setting in !given.contains { $0.key == setting.key } }
        settings = SettingsCheck(entry: entry, catalog: catalog, given: given + small)
    }

    /// Settings of a small component that were not given and are used in place of the defaults.
    package let small: [RecipeNode.Entry]

    /// What is wrong with the given values, each with what was expected; empty if they only lack required ones.
    package var refusedValues: [String] { settings.refusals }

    /// A result for each rule, in order. A fault hides later ones that it causes: those rules are skipped.
    /// - Parameter observe: called before and after each rule that is checked, and for each that is skipped.
    @discardableResult package func results(_ observe: (CheckEvent) -> Void = { _ in }) -> [CheckResult] {
        withoutActuallyEscaping(observe) { observe in
            var run = CheckRun(rules: entry.rules, observe: observe)
            check(&run)
            return run.results
        }
    }

    private func check(_ run: inout CheckRun) {
        run.check(.settings) { settings.faults }
        let (choice, problems) = settings.choice()
        guard let choice else {
            return run.skipRest("its settings need values: " + problems.joined(separator: "; "))
        }
        run.begin(.construction)
        let world: TinyWorld
        do { world = try fitting(TinyWorld(choice: choice, catalog: catalog)) } catch let unfit as TinyWorld.Unfit {
            return run.skipRest("it does not fit the tiny GAN of the check: \(unfit.reason)")
        } catch is TinyParts.LacksMetadata {
            return run.skipRest("it reads metadata of its file of weights, and the check has only random weights")
        } catch {
            run.end(.construction, .failed(["\(error)"]))
            return run.skipRest("it cannot be made")
        }
        run.end(.construction, .passed)
        run.check(.state) { HiddenState.faults(of: try world.unattached()) }
        checkBehavior(in: world, &run)
    }

    private func checkBehavior(in world: TinyWorld, _ run: inout CheckRun) {
        let (role, training) = (RoleCheck(world: world), TrainingCheck(world: world))
        run.check(.role, role.faults)
        let checks: [(ContractRule, () throws -> [String])] = [
            (.training, training.training), (.repetition, training.repetition),
            (.threads, entry.role.trains ? training.threads : role.threads), (.resuming, training.resuming),
            (.microbatch, training.microbatch), (.recomputation, RecomputationCheck(world: world).faults),
            (.penalty, role.penalty),
            // The last: tensors that a component keeps from it are of another backend.
            (.gradients, GradientCheck(world: world).faults),
        ]
        for (rule, faults) in checks where entry.rules.contains(rule) {
            if let broken = run.results.first(where: { !$0.faults.isEmpty }) {
                return run.skipRest("`\(broken.rule.rawValue)` failed")
            }
            run.check(rule, faults)
        }
    }

    /// The world with the smallest images that the component accepts.
    private func fitting(_ world: TinyWorld) throws -> TinyWorld {
        var refusal = TinyWorld.Unfit(reason: "")
        for form in TinyForm.all {
            var world = world
            world.form = form
            do {
                _ = try world.made()
                return world
            } catch let unfit as TinyWorld.Unfit { refusal = unfit }
        }
        throw refusal
    }
}

/// The results of a check so far.
private struct CheckRun {
    let rules: [ContractRule]
    let observe: (CheckEvent) -> Void
    private(set) var results: [CheckResult] = []

    func begin(_ rule: ContractRule) { observe(.begins(rule)) }

    mutating func end(_ rule: ContractRule, _ outcome: CheckResult.Outcome) {
        results.append(CheckResult(rule: rule, outcome: outcome))
        observe(.ends(results[results.count - 1]))
    }

    mutating func check(_ rule: ContractRule, _ faults: () throws -> [String]) {
        begin(rule)
        do {
            let faults = try faults()
            end(rule, faults.isEmpty ? .passed : .failed(faults))
        } catch let unfit as TinyWorld.Unfit { end(rule, .skipped(unfit.reason)) } catch {
            end(rule, .failed(["\(error)"]))
        }
    }

    /// Skips the rules after the last one that was checked.
    mutating func skipRest(_ reason: String) {
        let rest = rules.drop { $0 != results.last?.rule }.dropFirst()
        for rule in rest { end(rule, .skipped(reason)) }
    }
}

extension ComponentEntry {
    /// The rules for the component, in the order in which they are checked.
    package var rules: [ContractRule] {
        role.rules.filter { $0 != .recomputation || type is any RecomputingNetwork.Type }
    }
}

extension ComponentRole {
    /// The rules for components of the role, in the order in which they are checked.
    fileprivate var rules: [ContractRule] {
        let all = ContractRule.allCases
        return switch self {
        case .metric, .extractor: [.settings, .construction, .state, .role, .threads]
        case .importer: [.settings, .construction, .state, .role]
        case .regularizer: all
        case .generator, .discriminator, .conditioner, .augmenter, .loss, .head: all.filter { $0 != .penalty }
        default: all.filter { $0 != .penalty && $0 != .gradients }
        }
    }

    /// Whether training uses components of the role.
    fileprivate var trains: Bool { rules.contains(.training) }
}
