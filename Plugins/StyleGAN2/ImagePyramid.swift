import GANCore

/// The resolutions of a network, each half of the next, and the number of feature channels at each
/// (METHODS §1.8).
struct ImagePyramid {
    /// Side of the square images: a power of two.
    let resolution: Int
    let imageChannels: Int
    private let channelBase: Int
    private let channelMaximum: Int

    /// - Parameter smallest: the smallest resolution that the network supports.
    /// - Throws: `RecipeError` if the image size is not supported.
    init(_ data: DatasetInfo, channelBase: Int, channelMaximum: Int, smallest: Int) throws {
        guard data.width == data.height, data.width >= smallest, data.width.nonzeroBitCount == 1 else {
            let side = Self.powerOfTwo(near: max(min(data.width, data.height), smallest))
            throw RecipeError(
                problem: "the images are \(data.width) × \(data.height), but StyleGAN2 needs squares whose side is a "
                    + "power of two, \(smallest) or more",
                fix: "set data.resolution, for example to \(side)")
        }
        guard channelBase >= data.width else {
            throw RecipeError(
                key: "channel_base",
                problem: "with \(channelBase) there is no channel at \(data.width) × \(data.width)",
                fix: "use at least \(data.width)")
        }
        (resolution, imageChannels) = (data.width, data.channels)
        (self.channelBase, self.channelMaximum) = (channelBase, channelMaximum)
    }

    /// 4, 8, … up to the image resolution.
    var resolutions: [Int] { (2...resolution.trailingZeroBitCount).map { 1 << $0 } }

    /// Number of resolutions whose activations are stored in bfloat16.
    func reducedBlocks(_ precision: NetworkPrecision) -> Int {
        resolutions.count { precision.block(at: $0, of: resolution).isReduced }
    }

    func channels(at resolution: Int) -> Int { min(channelBase / resolution, channelMaximum) }

    /// The largest power of two that is not larger.
    private static func powerOfTwo(near size: Int) -> Int { 1 << (Int.bitWidth - 1 - size.leadingZeroBitCount) }
}
