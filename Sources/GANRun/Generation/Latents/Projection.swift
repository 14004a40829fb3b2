import GANCore
import GANTensor

/// How images are projected into W.
public struct ProjectionSettings: Hashable, Sendable {
    /// What is searched.
    public enum Space: String, CaseIterable, Sendable {
        /// One vector for all layers. The generator's own images are there; others only roughly.
        case w
        /// W+: a vector for each layer. It comes nearer to images of your own.
        case wPlus = "w+"
    }

    public var space = Space.w
    /// Number of optimizer steps, in 1 ... 100,000.
    public var steps = 1000
    /// Seed of the sample of W and of the noise on W.
    public var seed: UInt64 = 0

    public init() {}

    static let possibleSteps = 1...100_000

    /// - Throws: `RunError` if the number of steps is out of range.
    func validate() throws {
        guard Self.possibleSteps.contains(steps) else {
            throw RunError.unfit(
                "\(steps) steps were asked for\n  fix: use 1 ... \(grouped(Self.possibleSteps.upperBound))")
        }
    }
}

/// The distance of an image from the one that was asked for.
public struct ProjectionError: Hashable, Sendable {
    /// Root mean square difference of pixels, in levels of 0 ... 255.
    public let levels: Double
    /// Distance between features; 1 is the distance between two images of the generator (root mean square). Nil if pixels alone were
    /// compared.
    public let features: Double?
}

/// An image in W: the vectors and noise whose image is nearest to it.
public struct Projection {
    /// The file.
    public let path: String
    /// The image in the file, with the generator's number of channels.
    public let target: Picture
    /// The image of W's mean, where the search begins.
    public let start: Picture
    /// The image that was found.
    public let image: Picture
    /// Of `start`.
    public let startError: ProjectionError
    /// Of `image`.
    public let error: ProjectionError
    /// Time that the search took.
    public let seconds: Double
    /// [1, layers, styleSize].
    let styles: Tensor
    /// Noise of each layer, [H, W]; empty for generators whose noise cannot be given.
    let noisePlanes: [Tensor]
    /// `image` at moments of the search.
    let way: [Picture]
}
