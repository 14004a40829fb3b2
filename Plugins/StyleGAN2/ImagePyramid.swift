import GANCore

/// The sizes of a network's feature maps and the number of channels at each (METHODS §1.8).
struct ImagePyramid {
    let sizes: NetworkSizes
    let imageChannels: Int
    private let channelBase: Int
    private let channelMaximum: Int

    /// - Parameter doublings: the fewest that the network supports.
    /// - Throws: `RecipeError` if the image size is not supported.
    init(_ data: DatasetInfo, channelBase: Int, channelMaximum: Int, doublings: Int) throws {
        sizes = try NetworkSizes(of: data.size, doublings: doublings...NetworkSizes.mostDoublings, "StyleGAN2 needs")
        guard channelBase >= sizes.resolution else {
            throw RecipeError(
                key: "channel_base",
                problem: "with \(channelBase) there is no channel at \(data.width) × \(data.height)",
                fix: "use at least \(sizes.resolution)")
        }
        imageChannels = data.channels
        (self.channelBase, self.channelMaximum) = (channelBase, channelMaximum)
    }

    /// The number of the images' size.
    var resolution: Int { sizes.resolution }

    /// 4, 8, … up to the number of the images' size.
    var resolutions: [Int] { sizes.resolutions }

    /// Number of resolutions whose activations are stored in bfloat16.
    func reducedBlocks(_ precision: NetworkPrecision) -> Int {
        resolutions.count { precision.block(at: $0, of: resolution).isReduced }
    }

    func channels(at resolution: Int) -> Int { min(channelBase / resolution, channelMaximum) }

    /// - Throws: `RecipeError` unless there are layers of this resolution, and layers of a higher one.
    func checkSmall(_ small: Int) throws {
        guard !resolutions.dropLast().contains(small) else { return }
        guard resolutions.count > 1 else {
            throw RecipeError(
                key: "class_free_resolution",
                problem: "it is \(small), but images of \(sizes.names(of: resolutions)) have no lower resolution",
                fix: "remove class_free_resolution")
        }
        let possible = sizes.names(of: resolutions.dropLast())
        throw RecipeError(
            key: "class_free_resolution",
            problem: "it is \(small), but the resolutions below the images' are \(possible)",
            fix: "set class_free_resolution: \(min(8, resolution / 2))")
    }
}
