extension CPUBackend {
    package func updateAdam(
        _ runs: [AdamRun], parameters: Storage, gradient: Storage, first: Storage, second: Storage, into y: Storage
    ) {
        onFloating(
            y.dtype, { updateAdam(Float.self, runs, [parameters, gradient], [first, second, y]) },
            { updateAdam(Double.self, runs, [parameters, gradient], [first, second, y]) })
    }

    /// - Parameters:
    ///   - inputs: parameters and gradient.
    ///   - outputs: first moment, second moment and new parameters.
    private func updateAdam<S: CPUScalar>(_: S.Type, _ runs: [AdamRun], _ inputs: [Storage], _ outputs: [Storage]) {
        let (parameters, gradient) = unsafe (inputs[0].elements(S.self), inputs[1].elements(S.self))
        let (first, second, y) = unsafe (
            outputs[0].elements(S.self), outputs[1].elements(S.self), outputs[2].elements(S.self)
        )
        var start = 0
        for run in runs {
            pool.pieces(of: run.count, size: Self.piece) { [start] range in
                let i = start + range.lowerBound
                guard let update = run.update else {
                    return unsafe (y + i).update(from: parameters + i, count: range.count)
                }
                unsafe S.adamKernel(
                    S(update.beta1), S(update.beta2), S(update.stepSize), S(update.rootCorrection), S(update.epsilon),
                    parameters + i, gradient + i, first + i, second + i, y + i, range.count)
            }
            start += run.count
        }
    }
}
