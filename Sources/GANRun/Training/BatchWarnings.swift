import GANCore
import GANTrain

extension Composition {
    /// Warnings about batch sizes that train badly, one line each.
    package var batchWarnings: [String] {
        get throws { try section(TrainSettings.self).warnings(of: self).map { "warning: \($0)" } }
    }
}
