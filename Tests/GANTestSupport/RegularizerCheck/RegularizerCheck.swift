import GANComponentTesting
import GANContractCheck
import GANCore
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
    return RegularizerCheck(choice, gan ?? tinyTestGAN, steps: steps).problems()
}

private func faults(of entry: ComponentEntry, _ catalog: ComponentCatalog, steps: Int, in gan: TestGAN?) -> [String] {
    let problems = ProblemCollector()
    let reader = SettingReader(.scalar(entry.name), path: "regularizers", catalog: catalog, problems: problems)
    guard let choice = reader.component(.regularizer) else { return problems.problems.map(\.message) }
    return RegularizerCheck(choice, gan ?? tinyTestGAN, steps: steps).problems()
}
