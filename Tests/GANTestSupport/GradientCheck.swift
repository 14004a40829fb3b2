import GANTensor
import Testing

/// A function of tensors, with inputs at which its gradients are checked.
package struct GradientCase: Sendable, CustomTestStringConvertible {
    package let name: String
    package let shapes: [Shape]
    /// The range of random inputs. It avoids kinks and poles.
    package let range: ClosedRange<Double>
    package let function: @Sendable ([Tensor]) -> Tensor

    package init(
        _ name: String, _ shapes: [Shape], in range: ClosedRange<Double> = -1...1,
        _ function: @escaping @Sendable ([Tensor]) -> Tensor
    ) {
        (self.name, self.shapes, self.range, self.function) = (name, shapes, range, function)
    }

    package var testDescription: String { "\(name) \(shapes.map(\.description).joined(separator: " "))" }

    /// The inputs of the case, always the same: multiples of 1/64 plus different offsets, so that no two are equal and none is an integer or
    /// a half.
    package func inputs(_ dtype: ElementType) -> [Tensor] {
        shapes.enumerated().map { index, shape in
            let random = RandomStream(seed: 7, path: "\(name)/\(shapes)/\(index)").uniform(shape, dtype: .float64)
            let spread = range.upperBound - range.lowerBound
            return (random * spread + range.lowerBound).converted(to: dtype).requiringGradient()
        }
    }
}

/// Compares gradients with central differences in float64.
///
/// The function is made a scalar by a fixed random projection. Order 1 compares its gradient in every element of every
/// input; order 2 does the same for a fixed random projection of that gradient, whose own gradient is the second order.
package func checkGradient(
    _ test: GradientCase, order: Int, sourceLocation: SourceLocation = #_sourceLocation
) {
    let inputs = test.inputs(.float64)
    func value(_ inputs: [Tensor], createGraph: Bool) -> Tensor {
        let first = projected(test.function(inputs), "y")
        guard order == 2, first.requiresGradient else { return first }
        let gradients = gradients(of: first, wrt: inputs, createGraph: true)
        return gradients.enumerated().reduce(Tensor(0, dtype: .float64)) { sum, gradient in
            gradient.element.map { sum + projected($0, "slope \(gradient.offset)") } ?? sum
        }
    }
    let y = value(inputs, createGraph: true)
    let found = y.requiresGradient ? gradients(of: y, wrt: inputs) : inputs.map { _ in nil }
    for (index, input) in inputs.enumerated() where input.count > 0 {
        let analytic = (found[index] ?? .zeros(input.shape, dtype: .float64)).scalars(as: Double.self)
        let numeric = differences(inputs, index) { value($0, createGraph: false).item() }
        let scale = max(numeric.map(\.magnitude).max() ?? 0, analytic.map(\.magnitude).max() ?? 0, 1e-2)
        for (element, pair) in zip(analytic, numeric).enumerated() {
            let error = (pair.0 - pair.1).magnitude / scale
            #expect(
                error < 2e-6, "\(test.testDescription) order \(order): input \(index), element \(element): \(pair)",
                sourceLocation: sourceLocation)
        }
    }
}

private func projected(_ x: Tensor, _ name: String) -> Tensor {
    (x * RandomStream(seed: 11, path: name).normal(x.shape, dtype: .float64)).sum()
}

/// The derivative of `value` with respect to every element of one input, by central differences of fourth order.
private func differences(_ inputs: [Tensor], _ index: Int, _ value: ([Tensor]) -> Double) -> [Double] {
    let step = 1e-3
    let base = inputs[index].scalars(as: Double.self)
    return base.indices.map { element in
        func at(_ steps: Double) -> Double {
            var moved = base
            moved[element] += steps * step
            var changed = inputs
            changed[index] = Tensor(moved, shape: inputs[index].shape).requiringGradient()
            return value(changed)
        }
        return (8 * (at(1) - at(-1)) - (at(2) - at(-2))) / (12 * step)
    }
}
