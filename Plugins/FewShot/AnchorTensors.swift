import GANModule
import GANTensor

/// A constant of training that is saved in checkpoints.
final class HeldTensor: Module {
    @Buffer var value: Tensor

    init(_ value: Tensor) { _value = Buffer(wrappedValue: value, .same) }
}

/// Tensors for some parameters, under the parameters' paths.
final class AnchorTensors: Module {
    @ModuleList private var tensors: [HeldTensor]

    /// Zeros of the parameters' shapes.
    init(like parameters: [(path: String, parameter: Parameter)]) {
        _tensors = ModuleList(
            wrappedValue: parameters.map { HeldTensor(.zeros($0.parameter.shape)) }, names: parameters.map(\.path))
    }

    var values: [Tensor] {
        get { tensors.map(\.value) }
        set { for (tensor, value) in zip(tensors, newValue) { tensor.value = value } }
    }
}
