import GANCore
import GANModule
import GANTensor

/// The state at the start of a step, to which training returns if a number of the step is not finite. It shares its tensors with the
/// trainer: they are copied only where a step changes them in place, which are Adam's moments.
struct StepStart {
    private let parameters: [(parameter: Parameter, value: Tensor)]
    private let buffers: [(buffer: any AnyBuffer, value: any BufferValue)]
    private let optimizers: [() -> Void]

    /// - Returns: nil if an optimizer cannot go back.
    init?(_ parameters: [Parameter], _ buffers: [any AnyBuffer], _ optimizers: [any Optimizer]) {
        let restorable = optimizers.compactMap { $0 as? any RestorableOptimizer }
        guard restorable.count == optimizers.count else { return nil }
        self.parameters = parameters.map { ($0, $0.stored.detached()) }
        self.buffers = buffers.map { ($0, $0.value) }
        self.optimizers = restorable.map { $0.restoration() }
    }

    func restore() {
        for (parameter, value) in parameters { parameter.wrappedValue = value }
        for (buffer, value) in buffers { _ = buffer.setValue(value) }
        for optimizer in optimizers { optimizer() }
    }
}

extension Trainer {
    /// Runs `body`, and reads the step's metrics. On a device the numbers that must be finite are read with them, at once; if one is not,
    /// `body` begins again from the same state and reads each number where it is checked.
    func settling(_ body: () throws -> Void) throws {
        guard Backends.isAsynchronous, !checkSchedule.isThorough(at: step),
            let start = StepStart(parameters, buffers, optimizers.values.compactMap(\.optimizer))
        else {
            try body()
            unfinished.read()
            return
        }
        let (position, unfinished) = (self.position, self.unfinished)
        finite.isDeferred = true
        let result = Result { try body() }
        finite.isDeferred = false
        if case .failure(let error) = result, error.isLostProcess { throw error }
        // An error may follow from such a number, and an interrupted step is saved. A process has the losses of its own slices.
        let isFinite = self.unfinished.read(with: finite.takeDeferred()).allSatisfy(\.isFinite)
        guard try !ranks.any(!isFinite) else {
            start.restore()
            (self.position, self.unfinished) = (position, unfinished)
            try body()
            self.unfinished.read()
            return
        }
        try result.get()
    }
}
