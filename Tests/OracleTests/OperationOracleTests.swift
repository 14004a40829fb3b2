import GANModule
import GANTensor
import GANTestSupport
import Testing

/// One operation whose values and gradients PyTorch has computed: Tests/Reference/operations.py, under the same name.
struct OperationCase: Sendable, CustomTestStringConvertible {
    let name: String
    let shapes: [Shape]
    let range: ClosedRange<Double>
    let function: @Sendable ([Tensor]) -> Tensor

    init(
        _ name: String, _ shapes: [Shape], _ range: ClosedRange<Double> = -1...1,
        _ function: @escaping @Sendable ([Tensor]) -> Tensor
    ) {
        (self.name, self.shapes, self.range, self.function) = (name, shapes, range, function)
    }

    var testDescription: String { name }

    /// Numbers in `range` that do not repeat soon: element i of input `index`.
    static func formula(_ shape: Shape, _ index: Int, _ range: ClosedRange<Double> = -1...1) -> Tensor {
        let numbers = (0..<shape.count).map { i in
            Double((i * (7919 + 2 * index) + 31 * index) % 1013) / 1013 * (range.upperBound - range.lowerBound)
                + range.lowerBound
        }
        return Tensor(numbers, shape: shape)
    }
}

@Suite(.onChosenBackend) struct OperationOracleTests {
    @Test(arguments: OperationCase.all) func agreesWithPyTorch(_ test: OperationCase) throws {
        let oracle = try openPyTorchReference("operations")
        let inputs = test.shapes.enumerated().map { index, shape in
            OperationCase.formula(shape, index, test.range).requiringGradient()
        }
        let y = test.function(inputs)
        let shape = try oracle.values(of: "\(test.name).shape", as: Int64.self).map(Int.init)
        try #require(y.shape.dimensions == shape)
        try expect(y, is: "\(test.name).y", oracle)
        let gradients = gradients(of: (y * OperationCase.formula(y.shape, 9)).sum(), wrt: inputs)
        for (index, input) in inputs.enumerated() {
            let gradient = gradients[index] ?? .zeros(input.shape, dtype: .float64)
            try expect(gradient, is: "\(test.name).gradient\(index)", oracle)
        }
    }

    /// The oracle keeps about 200 elements of a large tensor.
    private func expect(_ found: Tensor, is name: String, _ oracle: SafetensorsFile) throws {
        let values = found.scalars(as: Double.self)
        let kept = stride(from: 0, to: values.count, by: max(1, values.count / 200) | 1).map { values[$0] }
        let error = relativeError(Tensor(kept, shape: [kept.count]), try oracle.tensor(name))
        #expect(error < 1e-12, "\(name)")
    }
}
