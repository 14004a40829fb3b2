// A regularizer of one's own, registered and trained with in one file:
//
//     swift run OwnRegularizer ../../recipes/debug/tiny.yaml runs/own

import Foundation
import GANZoo

/// Holds the discriminator's logits on generated images near zero: E[D(G(z))²].
final class FakeDrift: Module, Regularizer {
    static let name = "fake_drift"
    static let summary = "holds the logits of generated images near zero"

    init(_ settings: NoSettings, _ build: BuildContext) {}

    func requiredInputs(in phase: Phase) -> RequiredInputs? { phase == .discriminator ? .fakeLogits : nil }

    func penalty(_ step: StepView) throws -> Tensor { try step.fake().logits.squared().mean() }
}

@section("ganzoo_components") @used
private let record: ComponentRecord = { ComponentCatalog.register(FakeDrift.self) }

@main enum OwnRegularizer {
    static func main() throws {
        let arguments = CommandLine.arguments
        guard arguments.count == 3 else {
            print("usage: OwnRegularizer RECIPE FOLDER")
            exit(2)
        }
        let recipe = try Recipe(
            arguments[1], overrides: ["regularizers.fake_drift.weight=0.001", "train.kimg=0.064"])
        let run = try Run.create(at: arguments[2], for: recipe)
        try run.train { event in
            guard case .recorded(let step, let metrics) = event else { return }
            print("step \(step): regularizers.fake_drift \(metrics["regularizers.fake_drift"] ?? .nan)")
        }
    }
}
