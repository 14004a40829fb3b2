// Updates of whole weights by optimizers and moving averages. Not differentiable.

extension Tensor {
    /// this + (other - this) · weight.
    package func interpolated(towards other: Tensor, weight: Double) -> Tensor {
        orFatalError { () throws(ShapeError) in
            try check(
                shape == other.shape && dtype == other.dtype, "interpolated",
                "\(shape) of \(dtype) and \(other.shape) of \(other.dtype)")
        }
        return Tensor(
            Kernel.output(dtype, count) {
                Backends.current.interpolate(storage, other.storage, weight: weight, into: $0)
            }, shape: shape)
    }

    /// These parameters after an Adam step. The moments are updated in place if nothing else references them.
    /// - Parameter runs: the action on each run of elements; the runs cover all elements.
    package func updatedByAdam(
        _ runs: [AdamRun], gradient: Tensor, first: inout Tensor, second: inout Tensor
    ) -> Tensor {
        orFatalError { () throws(ShapeError) in
            let covered = runs.reduce(0) { $0 + $1.count }
            try check(covered == count, "Adam", "runs of \(covered) elements for parameters \(shape)")
            for other in [gradient, first, second] {
                try check(
                    shape == other.shape && dtype == other.dtype, "Adam",
                    "parameters \(shape) of \(dtype) and \(other.shape) of \(other.dtype)")
            }
        }
        first.makeUnique()
        second.makeUnique()
        return Tensor(
            Kernel.output(dtype, count) { [first, second] in
                Backends.current.updateAdam(
                    runs, parameters: storage, gradient: gradient.storage, first: first.storage,
                    second: second.storage, into: $0)
            }, shape: shape)
    }
}
