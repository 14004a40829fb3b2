import GANModule
import GANTensor

/// A frozen network that metrics see images through.
package protocol FeatureExtractor {
    var name: ExtractorName { get }
    /// D.
    var dimension: Int { get }
    var preparation: ImagePreparation { get }
    /// See `WeightsHash`.
    var weightsHash: String { get }

    /// - Parameter images: [N, channels, side, side], prepared.
    /// - Returns: [N, D], and what the network says of its classes, [N, K], where it has any.
    func features(of images: Tensor) -> (rows: Tensor, probabilities: Tensor?)
}

extension FeatureExtractor {
    /// - Parameter levels: [N, C, H, W] of 0 ... 255.
    package func callAsFunction(_ levels: Tensor) -> (rows: Tensor, probabilities: Tensor?) {
        withoutGradients { features(of: preparation(levels)) }
    }
}

/// The networks that there are.
package enum ExtractorName: String, CaseIterable, Codable, Sendable {
    /// The project's own classifier.
    case fashion = "fmnist"
    /// InceptionV3 in the form that FID uses.
    case inception
    /// CLIP's ViT-B/32.
    case clip

    /// What the Fréchet distance in its features is called. FID is Inception's alone.
    package var distanceName: String {
        switch self {
        case .fashion: "fd_fmnist"
        case .inception: "fid"
        case .clip: "fid_clip"
        }
    }

    /// The same as people write it.
    package var distanceTitle: String {
        switch self {
        case .fashion: "FD-fmnist"
        case .inception: "FID"
        case .clip: "FID-CLIP"
        }
    }

    /// The name of a score of the same kind in these features: `kid` as it is of Inception, `kid_fmnist`.
    package func scoreName(_ score: String) -> String { self == .inception ? score : "\(score)_\(rawValue)" }

    package var summary: String {
        switch self {
        case .fashion: "small classifier of clothes that comes with the project: 128 features of gray 32 × 32 images"
        case .inception: "InceptionV3 of the FID papers: 2048 features, 1008 classes; needs its weights"
        case .clip: "CLIP ViT-B/32, image tower: 512 features; needs its weights"
        }
    }

    /// - Parameters:
    ///   - file: its weights.
    ///   - mode: nothing for the network's usual preparation.
    /// - Throws: `MetricError` with everything that does not fit; `SafetensorsError`.
    package func extractor(_ file: SafetensorsFile, mode: PreparationMode? = nil) throws -> any FeatureExtractor {
        switch self {
        case .fashion:
            guard mode == nil else {
                throw MetricError(
                    "`fmnist` prepares images in one way", fix: "leave the preparation out, or use `inception`")
            }
            return try FashionExtractor(file)
        case .inception: return try InceptionExtractor(file, mode ?? .stylegan)
        case .clip: return try CLIPExtractor(file, mode ?? .studiogan)
        }
    }
}

/// Whose way of preparing images (METHODS §13.1).
package enum PreparationMode: String, CaseIterable, Codable, Sendable {
    /// StyleGAN's: TensorFlow's bilinear resizing.
    case stylegan
    /// StudioGAN's and NoisyTwins' before 2022: bilinear, or for CLIP bicubic, without antialiasing, cut to 0 ... 255.
    case studiogan
    /// clean-fid's: antialiased bicubic, cut.
    case clean
    /// NoisyTwins' clean mode: antialiased bilinear.
    case cleanBilinear = "clean_bilinear"
}
