import GANCore
import GANModule
import GANTensor

/// A linear embedding of labels without noise.
package final class TinyConditioner: Module, Conditioner {
    package static let name = "tiny_conditioner"
    package static let summary = "a conditioner without noise"

    private let layer: Linear

    package init(_ settings: NoSettings, _ build: BuildContext) {
        layer = Linear(build.data.labelSize, build.features, random: build.random)
    }

    package func callAsFunction(_ labels: Tensor, _ pass: ForwardPass) -> Tensor { layer(labels) }
}
