import GANTensor

/// The scalars of one step: losses, penalties and what regularizers report. They are read from the device when asked for.
public struct StepFigures {
    private var scalars: [(name: String, value: Tensor)] = []

    public init() {}

    mutating func add(_ name: String, _ value: Tensor) { scalars.append((name, value.detached())) }

    /// In the order in which they arose: `loss.generator`, `regularizers.r1`, `regularizers.r1.slope`.
    public var values: [(name: String, value: Double)] { scalars.map { ($0.name, $0.value.item()) } }
}
