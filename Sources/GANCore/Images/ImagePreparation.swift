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
    /// Whether images that are not square are cropped to the square in their middle; otherwise they are resized out of proportion.
    public let crops: Bool

    public init(
        side: Int, _ resizer: ImageResizer, clips: Bool, centers: [Double], scales: [Double], crops: Bool = false
    ) {
        precondition(centers.count == scales.count, "a center and a scale for each channel")
        self.crops = crops
        (self.side, self.resizer, self.clips) = (side, resizer, clips)
        (self.centers, self.scales) = (centers, scales)
    }

    /// - Parameter levels: [N, C, H, W] in 0 ... 255; two channels are used as the first one, more than three as the first three.
    /// - Returns: [N, channels, side, side].
    public func callAsFunction(_ levels: Tensor) -> Tensor {
        let shown = Self.converted(crops ? Self.middle(of: levels) : levels, toChannels: centers.count)
        let resized = resizer(shown, height: side, width: side)
        let cut = clips ? resized.clamped(to: 0...255) : resized
        let shape = Shape([1, centers.count, 1, 1])
        return (cut - Tensor(centers.map { Float($0) }, shape: shape)) / Tensor(scales.map { Float($0) }, shape: shape)
    }

    /// The largest square in the middle; a pixel that cannot be divided between both sides is lost at the end.
    private static func middle(of images: Tensor) -> Tensor {
        let (height, width) = (images.shape[2], images.shape[3])
        let side = min(height, width)
        guard height != width else { return images }
        let (top, left) = ((height - side) / 2, (width - side) / 2)
        return images.sliced(2, top..<top + side).sliced(3, left..<left + side)
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

extension ImagePreparation {
    private enum CodingKeys: String, CodingKey { case side, resizer, clips, centers, scales, crops }

    public init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        side = try values.decode(Int.self, forKey: .side)
        resizer = try values.decode(ImageResizer.self, forKey: .resizer)
        clips = try values.decode(Bool.self, forKey: .clips)
        centers = try values.decode([Double].self, forKey: .centers)
        scales = try values.decode([Double].self, forKey: .scales)
        crops = try values.decodeIfPresent(Bool.self, forKey: .crops) ?? false
    }

    /// Reports without `crops` are those of earlier programs, and mean false.
    public func encode(to encoder: any Encoder) throws {
        var values = encoder.container(keyedBy: CodingKeys.self)
        try values.encode(side, forKey: .side)
        try values.encode(resizer, forKey: .resizer)
        try values.encode(clips, forKey: .clips)
        try values.encode(centers, forKey: .centers)
        try values.encode(scales, forKey: .scales)
        if crops { try values.encode(crops, forKey: .crops) }
    }
}
