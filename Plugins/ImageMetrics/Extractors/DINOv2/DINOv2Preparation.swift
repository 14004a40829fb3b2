import GANCore

extension ImagePreparation {
    /// As in FD-DINOv2's own code (github:layer6ai-labs/dgm-eval, dgm_eval/models/dinov2.py): resized by Pillow, out of proportion if
    /// they are not square, with the mean and deviation of ImageNet.
    static let dinov2 = ImagePreparation(
        side: 224, .pillowBicubic, clips: true, centers: [0.485, 0.456, 0.406].map { $0 * 255 },
        scales: [0.229, 0.224, 0.225].map { $0 * 255 })
}

extension ExtractorWeights {
    static func dinov2(_ network: String, _ extractor: String) -> ExtractorWeights {
        ExtractorWeights(
            network: network, advice: .importing(extractor), license: "Apache License 2.0 (Meta)",
            prefixes: ["module.", "dinov2."])
    }
}
