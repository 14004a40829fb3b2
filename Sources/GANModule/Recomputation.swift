import GANTensor

extension Module {
    /// Runs a part of this module's forward pass of which only the results are kept. When they are differentiated, it runs again:
    /// memory for time.
    ///
    /// The second run draws the same random numbers and finds the buffers as the first run found them. What it stores in buffers is
    /// discarded. Gradients of first order have the same bits as without it; those of higher order can differ in rounding.
    /// - Parameters:
    ///   - random: the stream that `body` draws from; nil if it draws no numbers.
    ///   - body: has no state but that of this module's buffers. It reads the same tensors and returns as many results in both runs.
    /// - Returns: the results of `body`.
    public func recomputed(_ random: RandomStream? = nil, _ body: @escaping () -> [Tensor]) -> [Tensor] {
        guard isRecordingGradients else { return body() }
        let found = buffers().map { ($0.buffer, $0.buffer.value) }
        let draws = random?.draws ?? 0
        return recomputing(body) { [self] in
            keepingState(of: [self]) {
                for (buffer, value) in found { _ = buffer.setValue(value) }
                return random?.repeating(after: draws, body) ?? body()
            }
        }
    }
}
