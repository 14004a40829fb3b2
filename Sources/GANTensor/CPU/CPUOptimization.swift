extension CPUBackend {
    package func updateAdam(
        _ update: AdamUpdate, parameters: Storage, gradient: Storage, first: Storage, second: Storage, into y: Storage
    ) {
        onFloating(
            y.type, { updateAdam(Float.self, update, parameters, gradient, first, second, y) },
            { updateAdam(Double.self, update, parameters, gradient, first, second, y) })
    }

    private func updateAdam<S: CPUScalar>(
        _: S.Type, _ update: AdamUpdate, _ parameters: Storage, _ gradient: Storage, _ first: Storage,
        _ second: Storage, _ y: Storage
    ) {
        let (parameters, gradient) = (parameters.elements(S.self), gradient.elements(S.self))
        let (first, second, out) = (first.elements(S.self), second.elements(S.self), y.elements(S.self))
        pool.pieces(of: y.count, size: Self.piece) { range in
            let i = range.lowerBound
            S.adamKernel(
                S(update.beta1), S(update.beta2), S(update.stepSize), S(update.rootCorrection), S(update.epsilon),
                parameters + i, gradient + i, first + i, second + i, out + i, range.count)
        }
    }
}
