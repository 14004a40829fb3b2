import GANTensor

extension ONNXModel {
    /// An input of a function that is traced.
    package struct Input: Sendable {
        let name: String
        /// Sizes of the axes after the number of images; of all axes if there is one value for all images.
        let sizes: [Int]
        let isOfEachImage: Bool

        package init(_ name: String, _ sizes: [Int], isOfEachImage: Bool = true) {
            (self.name, self.sizes, self.isOfEachImage) = (name, sizes, isOfEachImage)
        }

        fileprivate func shape(_ images: Int) -> Shape { Shape((isOfEachImage ? [images] : []) + sizes) }

        fileprivate var port: Port { Port(name, (isOfEachImage ? [nil] : []) + sizes.map { $0 }) }
    }

    /// The graph of a function, found by running it with two and with three images: what does not depend on its inputs becomes constants,
    /// and each operation that does an operator.
    /// - Parameters:
    ///   - inputs: the first one has a part for each image. Others that the result does not depend on are left out of the graph.
    ///   - output: the name of the result [N, …].
    ///   - function: computes the images from the inputs, in evaluation mode; called twice.
    /// - Throws: `TracingProblem`, and errors of `function`.
    package init(
        inputs: [Input], output: String, of function: ([Tensor]) throws -> Tensor
    ) throws {
        let base = Backends.current
        let traces = try [BatchSizes.first, BatchSizes.second].map { images in
            try Trace(inputs, images: images, base, function)
        }
        let (one, other) = (traces[0], traces[1])
        guard !one.backend.readsInputs, !other.backend.readsInputs else { throw TracingProblem.readsInputs }
        guard one.backend.calls.count == other.backend.calls.count else { throw TracingProblem.mixesImages }
        var builder = GraphBuilder(batchInput: inputs[0].name)
        for (value, input) in zip(one.inputs, inputs) {
            builder.name(value, input.name, sizes: (input.isOfEachImage ? [-1] : []) + input.sizes)
        }
        for (call, same) in zip(one.backend.calls, other.backend.calls) { try builder.add(call, same) }
        let sizes = Array(one.result.shape.dimensions.dropFirst())
        let pair = GraphBuilder.Pair(
            one: one.backend.value(of: one.result.storage), other: other.backend.value(of: other.result.storage))
        let images = builder.reshaped(try builder.graphName(of: pair), [-1] + sizes)
        builder.rename(images, to: output)
        let needed = builder.prune(to: output)
        self.inputs = inputs.prefix(1).map(\.port) + inputs.dropFirst().filter { needed.contains($0.name) }.map(\.port)
        outputs = [Port(output, [nil] + sizes.map { $0 })]
        (nodes, constants) = (builder.nodes, builder.constants)
        let bytes = constantBytes + 65_536 + nodes.count * 256
        guard bytes <= Self.mostBytes else { throw TracingProblem.tooLarge(bytes) }
    }
}

/// A run of the function.
private struct Trace {
    let backend: TracingBackend
    let inputs: [TracedValue]
    let result: Tensor

    init(
        _ inputs: [ONNXModel.Input], images: Int, _ base: any Backend, _ function: ([Tensor]) throws -> Tensor
    ) throws {
        let tracer = TracingBackend(base)
        (self.inputs, result) = try Backends.with(tracer) {
            let values = inputs.map { input in
                let shape = input.shape(images)
                return Tensor((0..<shape.count).map { 0.5 + 0.25 * Float(($0 * 7) % 5) }, shape: shape)
            }
            let noted = values.map { tracer.note($0.storage) }
            return (noted, try function(values))
        }
        backend = tracer
    }
}
