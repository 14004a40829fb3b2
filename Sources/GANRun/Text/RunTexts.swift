import GANCore
import GANRecipe
import GANTrain

extension CheckedRecipe {
    /// Thousands of training images at a step: `200 kimg`.
    func place(ofStep step: Int) -> String { "\(plainNumber(section(TrainSettings.self).kimgSeen(after: step))) kimg" }

    /// The title of sheets and cards: `mine · 200 kimg`.
    func title(ofRun folder: String, step: Int) -> String { "\(folder.lastPathPart) · \(place(ofStep: step))" }
}

extension DatasetInfo {
    /// `32 × 32 pixels, 3 channels`.
    var sizeText: String { "\(width) × \(height) pixels, \(counted(channels, "channel"))" }
}
