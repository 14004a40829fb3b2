import GANCore

/// The resolutions that a network goes through, each half of the next, and how many channels its features have at each
/// (METHODS §1.8).
struct ImagePyramid {
    /// Of the images, which are square: a power of two.
    let resolution: Int
    let imageChannels: Int
    private let channelBase: Int
    private let channelMaximum: Int

    /// - Parameter smallest: the smallest resolution that the network can take.
    /// - Throws: `RecipeError` when the data's images do not fit.
    init(_ data: DatasetInfo, channelBase: Int, channelMaximum: Int, smallest: Int) throws {
        guard data.width == data.height, data.width >= smallest, data.width.nonzeroBitCount == 1 else {
            let side = Self.powerOfTwo(near: max(min(data.width, data.height), smallest))
            throw RecipeError(
                problem: "the images are \(data.width) × \(data.height), but StyleGAN2 takes squares whose side is a "
                    + "power of two, \(smallest) or more",
                fix: "let `data` resize them, to \(side) × \(side) say")
        }
        guard channelBase >= data.width else {
            throw RecipeError(
                key: "channel_base",
                problem: "\(channelBase) leaves no channel at \(data.width) × \(data.width)",
                fix: "give at least \(data.width)")
        }
        (resolution, imageChannels) = (data.width, data.channels)
        (self.channelBase, self.channelMaximum) = (channelBase, channelMaximum)
    }

    /// 4, 8, … up to the images' own.
    var resolutions: [Int] { (2...resolution.trailingZeroBitCount).map { 1 << $0 } }

    func channels(at resolution: Int) -> Int { min(channelBase / resolution, channelMaximum) }

    /// The largest power of two that is no larger.
    private static func powerOfTwo(near size: Int) -> Int { 1 << (Int.bitWidth - 1 - size.leadingZeroBitCount) }
}
