import GANModule
import GANTensor

/// A frozen network that computes features for metrics.
package protocol FeatureExtractor {
    var name: ExtractorName { get }
    /// D.
    var dimension: Int { get }
    var preparation: ImagePreparation { get }
    /// See `WeightsHash`.
    var weightsHash: String { get }

    /// - Parameter images: [N, channels, side, side], prepared.
    /// - Returns: [N, D], and class scores [N, K] if the network has classes.
    func features(of images: Tensor) -> (rows: Tensor, probabilities: Tensor?)
}

extension FeatureExtractor {
    /// - Parameter levels: [N, C, H, W] of 0 ... 255.
    package func callAsFunction(_ levels: Tensor) -> (rows: Tensor, probabilities: Tensor?) {
        withoutGradients { features(of: preparation(levels)) }
    }
}

/// The available networks.
package enum ExtractorName: String, CaseIterable, Codable, Sendable {
    /// The project's own classifier.
    case fashion = "fmnist"
    /// InceptionV3 in the form used for FID.
    case inception
    /// CLIP's ViT-B/32.
    case clip

    /// The name of the Fréchet distance in its features. Only Inception's is called FID.
    package var distanceName: String {
        switch self {
        case .fashion: "fd_fmnist"
        case .inception: "fid"
        case .clip: "fid_clip"
        }
    }

    /// The same in its usual spelling.
    package var distanceTitle: String {
        switch self {
        case .fashion: "FD-fmnist"
        case .inception: "FID"
        case .clip: "FID-CLIP"
        }
    }

    /// The name of a metric in these features: `kid` for Inception, else `kid_fmnist`.
    package func scoreName(_ score: String) -> String { self == .inception ? score : "\(score)_\(rawValue)" }

    package var summary: String {
        switch self {
        case .fashion: "the project's small classifier of Fashion-MNIST: 128 features of gray 32 × 32 images"
        case .inception: "InceptionV3 of the FID papers: 2048 features, 1008 classes; needs its weights"
        case .clip: "CLIP ViT-B/32, image tower: 512 features; needs its weights"
        }
    }

    /// - Parameters:
    /// - file: its weights.
    /// - mode: nil for the network's default preparation.
    /// - Throws: `MetricError` with all mismatches; `SafetensorsError`.
    package func extractor(_ file: SafetensorsFile, mode: PreparationMode? = nil) throws -> any FeatureExtractor {
        switch self {
        case .fashion:
            guard mode == nil else {
                throw MetricError(
                    "`fmnist` has only one preparation", fix: "remove the preparation, or use `inception`")
            }
            return try FashionExtractor(file)
        case .inception: return try InceptionExtractor(file, mode ?? .stylegan)
        case .clip: return try CLIPExtractor(file, mode ?? .studiogan)
        }
    }
}

/// The published image preparation to follow (METHODS §13.1).
package enum PreparationMode: String, CaseIterable, Codable, Sendable {
    /// StyleGAN's: TensorFlow's bilinear resizing.
    case stylegan
    /// StudioGAN's and NoisyTwins' before 2022: bilinear, or bicubic for CLIP, without antialiasing, clamped to 0 ... 255.
    case studiogan
    /// clean-fid's: antialiased bicubic, clamped.
    case clean
    /// NoisyTwins' clean mode: antialiased bilinear.
    case cleanBilinear = "clean_bilinear"
}
