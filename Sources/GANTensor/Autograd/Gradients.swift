/// Returns the gradient of `y` with respect to each target, in the order of `targets`. A gradient is nil if `y` does not
/// depend on the target.
///
/// It is zeros if `y` depends on the target but the derivative is zero, such as the second-order gradient of leaky relu with
/// respect to its input. Optimizers need this difference: they skip parameters whose gradient is nil.
///
/// Only the part of the graph between `y` and a target is differentiated: the gradient with respect to an image computes none
/// for a weight.
/// - Parameters:
/// - y: the differentiated tensor.
/// - targets: tensors that require gradients, leaves or not.
/// - seed: dL/dy in `y`'s shape; the default is ones, so for a `y` with several elements this is the gradient of their sum.
/// - createGraph: records the computation, so that the results can be differentiated again.
/// - releasingGraph: frees the saved tensors of each operation as soon as it is processed. The graph cannot be used again.
public func gradients(
    of y: Tensor, wrt targets: [Tensor], seed: Tensor? = nil, createGraph: Bool = false, releasingGraph: Bool = false
) -> [Tensor?] {
    orFatalError { () throws(ShapeError) in
        try check(y.requiresGradient, "gradients", "\(y.shape) was not computed from a tensor that requires gradients")
        for (index, target) in targets.enumerated() {
            try check(target.requiresGradient, "gradients", "target \(index), \(target.shape), requires no gradient")
        }
        if let seed {
            try check(seed.shape == y.shape, "gradients", "the seed is \(seed.shape) where y is \(y.shape)")
            try check(seed.dtype == y.dtype, "gradients", "the seed is of \(seed.dtype) where y is of \(y.dtype)")
        }
        try check(
            !(createGraph && releasingGraph), "gradients", "createGraph and releasingGraph exclude each other")
    }
    func run() -> [Tensor?] {
        orFatalError { () throws(ShapeError) in
            do throws(ReleasedGraph) {
                var backwardPass = try BackwardPass(from: y, to: targets, keepsGraph: !releasingGraph)
                return backwardPass.run(seed: seed ?? .ones(y.shape, dtype: y.dtype))
            } catch { throw ShapeError("gradients", "\(error)") }
        }
    }
    // A gradient outside the graph is held only where it is detached: its author may have forgotten `createGraph`.
    let held = createGraph ? HeldConstants.current : nil
    return Recording.$isOn.withValue(createGraph) { HeldConstants.$current.withValue(held, operation: run) }
}

/// The gradient of the scalar `y` with respect to each target, as `gradients(of:wrt:releasingGraph: true)`.
/// - Throws: `ReleasedGraph`, before anything is released.
package func gradientsReleasingGraph(of y: Tensor, wrt targets: [Tensor]) throws(ReleasedGraph) -> [Tensor?] {
    var backwardPass = try BackwardPass(from: y, to: targets, keepsGraph: false)
    let result = Recording.$isOn.withValue(false) {
        HeldConstants.$current.withValue(nil) { backwardPass.run(seed: .ones(y.shape, dtype: y.dtype)) }
    }
    return result
}

/// The error of a graph with an operation that was differentiated with `releasingGraph`.
package struct ReleasedGraph: Error, CustomStringConvertible {
    /// The shape of the operation's result.
    let shape: Shape

    package var description: String {
        "an operation with result \(shape) was already differentiated with releasingGraph, so a tensor of an earlier step is part"
            + " of the graph: \(Self.fix)"
    }

    /// What the component that kept the tensor should do.
    package static let fix =
        "keep a value of an earlier step in a `@Buffer`, which makes it a constant, or store its `detached()`"
}

/// The gradient of `y` with respect to `x`; zeros if `y` does not depend on it.
public func gradient(of y: Tensor, wrt x: Tensor, createGraph: Bool = false) -> Tensor {
    gradients(of: y, wrt: [x], createGraph: createGraph)[0] ?? .zeros(x.shape, dtype: x.dtype)
}
