import GANModule
import GANTensor

/// A network between W and the comparison as in Barlow Twins: linear layers, with batch standardization and relu
/// between them (Zbontar et al. 2021, arXiv:2103.03230, section 2.2). It is trained with the generator.
final class TwinProjector: Module {
    private let hidden: [HiddenLayer]
    @Parameter private var weight: Tensor  // [last width, width before]

    /// - Parameters:
    /// - size: D, the input size.
    /// - widths: of the layers, at least one.
    init(_ size: Int, widths: [Int], random: RandomStream) {
        let inputs = [size] + widths
        hidden = zip(inputs, widths).dropLast().map { HiddenLayer($0, $1, random: random) }
        weight = projection(inputs[widths.count - 1], inputs[widths.count], random)
    }

    /// [n, D] of one view to [n, last width].
    func callAsFunction(_ view: Tensor) -> Tensor {
        matmul(hidden.reduce(view) { x, layer in layer(x) }, weight, transposesRight: true)
    }
}

private final class HiddenLayer: Module {
    @Parameter private var weight: Tensor  // [out, in]
    @Parameter private var scale: Tensor  // [out]
    @Parameter private var shift: Tensor  // [out]

    init(_ input: Int, _ output: Int, random: RandomStream) {
        weight = projection(input, output, random)
        (scale, shift) = (.ones([output]), .zeros([output]))
    }

    func callAsFunction(_ x: Tensor) -> Tensor {
        relu(matmul(x, weight, transposesRight: true).standardized(axis: 0) * scale + shift)
    }
}

/// [out, in], normal with variance 1 / in.
private func projection(_ input: Int, _ output: Int, _ random: RandomStream) -> Tensor {
    random.normal([output, input]) / Double(input).squareRoot()
}
