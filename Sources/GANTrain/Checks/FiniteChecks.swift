import GANTensor

/// Decides when training reads the numbers that must be finite.
///
/// On the processor a number is read where it is checked. A device would be waited for at each of them, so there they are put off: the
/// step reads them together at its end, and is made again with each number read where it is checked if one is not finite.
final class FiniteChecks {
    /// Whether numbers are put off.
    var isDeferred = false
    private var deferred: [Tensor] = []

    /// Whether a scalar is finite; true, too, if it is put off.
    func isFinite(_ scalar: Tensor) -> Bool {
        guard isDeferred else { return scalar.item().isFinite }
        deferred.append(scalar.detached())
        return true
    }

    /// Whether all elements are finite; true, too, if that is put off. Finite elements whose sum overflows look at first as if they were not.
    func areFinite(_ elements: Tensor) -> Bool {
        isDeferred ? elements.count == 0 || isFinite(elements.sum()) : elements.isFinite()
    }

    /// The numbers that were put off, which are forgotten.
    func takeDeferred() -> [Tensor] {
        defer { deferred = [] }
        return deferred
    }
}
