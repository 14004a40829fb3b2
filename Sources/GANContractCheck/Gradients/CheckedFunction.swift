import GANModule
import GANTensor

/// A scalar function of tensors and parameters whose gradient is checked.
struct CheckedFunction {
    struct Input {
        /// In an error, after "with respect to": `the images`.
        let name: String
        let draw: (RandomStream) -> Tensor
    }

    struct TrainedParameter {
        let path: String
        let parameter: Parameter
    }

    /// The result, in an error after "of": `its logits`.
    let name: String
    var inputs: [Input] = []
    var parameters: [TrainedParameter] = []
    /// Each evaluation starts with their buffers as they are now.
    let modules: [Module]
    /// A scalar. Equal calls draw equal random numbers.
    let value: (_ inputs: [Tensor]) throws -> Tensor

    /// The gradient with respect to the inputs as a scalar function. Its own gradient is the second order.
    var slope: CheckedFunction {
        var slope = CheckedFunction(name: "the gradient of \(name)", modules: modules) { [value] inputs in
            let y = try value(inputs)
            guard y.requiresGradient else { return Tensor(0) }
            let gradients = gradients(of: y, wrt: inputs, createGraph: true)
            return gradients.enumerated().reduce(Tensor(0)) { sum, gradient in
                gradient.element.map { sum + projected($0, "slope \(gradient.offset)") } ?? sum
            }
        }
        (slope.inputs, slope.parameters) = (inputs, parameters)
        return slope
    }
}

/// The inner product of `x` with a fixed random tensor.
func projected(_ x: Tensor, _ name: String) -> Tensor {
    (x * RandomStream(seed: 11, path: name).normal(x.shape, dtype: x.dtype)).sum()
}

extension Module {
    /// The parameters that are trained, with their paths after `prefix`.
    func trained(_ prefix: String) -> [CheckedFunction.TrainedParameter] {
        parameters().filter { !$0.parameter.isFrozen }.map {
            .init(path: "\(prefix).\($0.path)", parameter: $0.parameter)
        }
    }
}
