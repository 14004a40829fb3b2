import GANTensor

/// The preparation of images, given as levels, before a network gets them.
public struct ImagePreparation: Codable, Hashable, Sendable {
    /// Side of the network's square input, in pixels.
    public let side: Int
    public let resizer: ImageResizer
    /// Whether overshoots of the resampling kernel are clamped.
    public let clips: Bool
    /// Per channel: (level - center) / scale. With one channel images become gray; with three, gray images get three equal
    /// channels.
    public let centers: [Double]
    public let scales: [Double]

    public init(side: Int, _ resizer: ImageResizer, clips: Bool, centers: [Double], scales: [Double]) {
        precondition(centers.count == scales.count, "a center and a scale for each channel")
        (self.side, self.resizer, self.clips) = (side, resizer, clips)
        (self.centers, self.scales) = (centers, scales)
    }

    /// - Parameter levels: [N, C, H, W] in 0 ... 255; two channels are used as the first one, more than three as the first three.
    /// - Returns: [N, channels, side, side].
    public func callAsFunction(_ levels: Tensor) -> Tensor {
        let resized = resizer(Self.converted(levels, toChannels: centers.count), height: side, width: side)
        let cut = clips ? resized.clamped(to: 0...255) : resized
        let shape = Shape([1, centers.count, 1, 1])
        return (cut - Tensor(centers.map { Float($0) }, shape: shape)) / Tensor(scales.map { Float($0) }, shape: shape)
    }

    private static func converted(_ images: Tensor, toChannels wanted: Int) -> Tensor {
        let own = images.shape[1] < 3 ? 1 : 3
        let shown = images.shape[1] == own ? images : images.sliced(1, 0..<own)
        if own == wanted { return shown }
        if wanted > own { return concatenate(Array(repeating: shown, count: wanted), axis: 1) }
        // ITU-R BT.601's luma, rounded to integer levels.
        let luma = Tensor([Float(0.299), 0.587, 0.114], shape: [1, 3, 1, 1])
        return (shown * luma).sum(1, keepDims: true).rounded()
    }
}
