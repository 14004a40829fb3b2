import ArgumentParser
import GANCore
import GANRun

extension CheckpointSelection {
    /// - Throws: `ValidationError` for what names no checkpoint.
    static func option(_ text: String) throws -> CheckpointSelection {
        guard let selection = CheckpointSelection(text) else {
            throw ValidationError("`\(text.shortened(to: 60))` is no checkpoint: newest, best or a step")
        }
        return selection
    }
}

extension NoiseMode: ExpressibleByArgument {}
