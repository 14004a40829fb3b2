import GANCore
import GANTrain

extension Composition {
    /// Sizes of batches from which little is learned, a line each.
    package var batchWarnings: [String] { section(TrainSettings.self).warnings(of: self).map { "warning: \($0)" } }
}
