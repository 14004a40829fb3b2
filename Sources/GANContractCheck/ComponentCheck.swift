import GANCore

/// Checks a component of any role in seconds: in a tiny GAN, without the zoo's networks.
package struct ComponentCheck {
    private let entry: ComponentEntry
    private let settings: SettingsCheck
    private let catalog: ComponentCatalog

    /// - Parameter given: values of settings as in a recipe.
    package init(_ entry: ComponentEntry, given: [RecipeNode.Entry] = [], in catalog: ComponentCatalog = .linked) {
        (self.entry, self.catalog) = (entry, catalog)
        settings = SettingsCheck(entry: entry, catalog: catalog, given: given)
    }

    /// A result for each rule, in order. A fault hides later ones that it causes: those rules are skipped.
    package func results() -> [CheckResult] {
        var results = [result(.settings) { settings.faults }]
        let (choice, problems) = settings.choice()
        guard let choice else {
            return results + skipped(after: results, "its settings need values: " + problems.joined(separator: "; "))
        }
        if let extractor = entry.type as? any FeatureExtractor.Type, extractor.weights != nil {
            return results + skipped(after: results, "it reads a file of weights, which the check does not have")
        }
        let world: TinyWorld
        do { world = try fitting(TinyWorld(choice: choice, catalog: catalog)) } catch let unfit as TinyWorld.Unfit {
            return results + skipped(after: results, "it does not fit the tiny GAN of the check: \(unfit.reason)")
        } catch {
            results.append(CheckResult(rule: .construction, outcome: .failed(["\(error)"])))
            return results + skipped(after: results, "it cannot be made")
        }
        results.append(CheckResult(rule: .construction, outcome: .passed))
        results.append(result(.state) { HiddenState.faults(of: try world.unattached()) })
        return results + behavior(in: world)
    }

    private func behavior(in world: TinyWorld) -> [CheckResult] {
        let check = TrainingCheck(world: world)
        var results = [result(.role) { try RoleCheck(world: world).faults() }]
        let checks: [(ContractRule, () throws -> [String])] = [
            (.training, check.training), (.repetition, check.repetition), (.resuming, check.resuming),
            (.microbatch, check.microbatch), (.penalty, RoleCheck(world: world).penalty),
        ]
        for (rule, faults) in checks where entry.role.rules.contains(rule) {
            if let broken = results.first(where: { !$0.faults.isEmpty }) {
                return results + skipped(after: results, "`\(broken.rule.rawValue)` failed")
            }
            results.append(result(rule, faults))
        }
        return results
    }

    private func result(_ rule: ContractRule, _ faults: () throws -> [String]) -> CheckResult {
        do {
            let faults = try faults()
            return CheckResult(rule: rule, outcome: faults.isEmpty ? .passed : .failed(faults))
        } catch let unfit as TinyWorld.Unfit {
            return CheckResult(rule: rule, outcome: .skipped(unfit.reason))
        } catch { return CheckResult(rule: rule, outcome: .failed(["\(error)"])) }
    }

    /// The rules after the last one that was checked.
    private func skipped(after results: [CheckResult], _ reason: String) -> [CheckResult] {
        let rest = ContractRule.allCases.drop { $0 != results.last?.rule }.dropFirst()
        return rest.filter(entry.role.rules.contains).map { CheckResult(rule: $0, outcome: .skipped(reason)) }
    }

    /// The world with the smallest images that the component accepts.
    private func fitting(_ world: TinyWorld) throws -> TinyWorld {
        var refusal = TinyWorld.Unfit(reason: "")
        for form in TinyWorld.Form.all {
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

extension ComponentRole {
    /// The rules for components of the role.
    fileprivate var rules: [ContractRule] {
        switch self {
        case .metric, .extractor, .importer: [.settings, .construction, .state, .role]
        case .regularizer: ContractRule.allCases
        default: ContractRule.allCases.filter { $0 != .penalty }
        }
    }
}
