import GANModule
import GANTensor

/// Networks in evaluation mode, for passes that do not train them.
///
/// When the session ends or throws, every module has the mode that it had before, and every buffer the value.
public struct InferenceSession {
    /// Runs `body` with `networks` in evaluation mode.
    /// - Parameters:
    ///   - networks: modules whose modes and buffers are restored.
    ///   - buildsGraph: whether `body` can differentiate through its passes; false: their results are constants.
    ///   - body: makes the passes.
    public static func run<Result>(
        _ networks: Module..., buildsGraph: Bool = false, _ body: (InferenceSession) throws -> Result
    ) rethrows -> Result {
        try keepingState(of: networks) {
            try inEvaluationMode(networks) {
                try buildsGraph ? body(InferenceSession()) : withoutGradients { try body(InferenceSession()) }
            }
        }
    }

    /// As `run` without a graph, for passes whose purpose is to change buffers: these keep their values if `body` succeeds.
    package static func changingBuffers<Result>(
        of network: Module, _ body: (InferenceSession) throws -> Result
    ) throws -> Result {
        let before = network.buffers().map { ($0.buffer, $0.buffer.value) }
        do {
            return try inEvaluationMode([network]) { try withoutGradients { try body(InferenceSession()) } }
        } catch {
            for (buffer, value) in before { _ = buffer.setValue(value) }
            throw error
        }
    }

    /// A pass of inference.
    /// - Parameter random: the random numbers of networks that draw noise in evaluation mode too.
    public func pass(_ random: RandomStream) -> ForwardPass { ForwardPass(phase: nil, random: random) }

    private static func inEvaluationMode<Result>(_ networks: [Module], _ body: () throws -> Result) rethrows -> Result {
        let modes = networks.flatMap { $0.modules().map { ($0.module, $0.module.isTraining) } }
        for network in networks { network.setTraining(false) }
        defer { for (module, isTraining) in modes { module.isTraining = isTraining } }
        return try body()
    }
}
