extension Tensor {
    /// The result of an operation, recorded if one of its inputs requires gradients.
    /// - Parameters:
    /// - keepsOutput: whether the pullback gets the output.
    /// - write: fills the output; not called if the output has no elements.
    /// - pullback: see `Node.Pullback`. Uses ops, so that it can be differentiated itself.
    init(
        _ shape: Shape, _ dtype: ElementType, from inputs: [Tensor], keepsOutput: Bool = false,
        write: (Storage) -> Void, pullback: @escaping Node.Pullback
    ) {
        let storage = Kernel.output(dtype, shape.count, write)
        self.init(storage, shape: shape, from: inputs, keepsOutput: keepsOutput, pullback: pullback)
    }

    /// Records the operation for an output that exists already.
    init(
        _ storage: Storage, shape: Shape, from inputs: [Tensor], keepsOutput: Bool = false,
        pullback: @escaping Node.Pullback
    ) {
        guard inputs.contains(where: \.requiresGradient) else {
            self.init(storage, shape: shape)
            return
        }
        guard Recording.isOn else {
            self.init(HeldConstants.kept(storage), shape: shape)
            return
        }
        let node = Node(
            shape: shape, dtype: storage.dtype, inputs: inputs.map(\.node), output: keepsOutput ? storage : nil,
            pullback: pullback)
        self.init(storage, shape: shape, node: node)
    }
}
