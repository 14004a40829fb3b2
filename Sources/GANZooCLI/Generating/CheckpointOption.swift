import ArgumentParser
import GANCore
import GANRun

extension CheckpointSelection {
    /// - Throws: `ValidationError` if the text does not name a checkpoint.
    static func option(_ text: String) throws -> CheckpointSelection {
        guard let selection = CheckpointSelection(text) else {
            throw ValidationError("`\(text.shortened(to: 60))` is not a checkpoint; use `newest`, `best` or a step")
        }
        return selection
    }
}

extension NoiseMode: ExpressibleByArgument {}
