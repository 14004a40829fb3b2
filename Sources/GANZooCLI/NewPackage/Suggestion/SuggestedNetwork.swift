/// A resolution and a width of StyleGAN2, with the images that it needs to be shown.
struct SuggestedNetwork: Equatable {
    /// The number of the images' size (see `NetworkSizes`): pixels of a side for most squares.
    let resolution: Int
    /// Channels at the full resolution. They double toward lower resolutions, up to `most`.
    let channels: Int
    let most: Int
    /// The least training that is worth its time, in thousands of images: a first guess, from runs of this project at 16
    /// and 32 pixels.
    let leastKimg: Int

    /// From the fastest to the slowest.
    static let ladder = [
        SuggestedNetwork(resolution: 16, channels: 64, most: 64, leastKimg: 60),
        SuggestedNetwork(resolution: 32, channels: 32, most: 64, leastKimg: 80),
        SuggestedNetwork(resolution: 32, channels: 64, most: 128, leastKimg: 200),
        SuggestedNetwork(resolution: 64, channels: 32, most: 128, leastKimg: 300),
        SuggestedNetwork(resolution: 64, channels: 64, most: 256, leastKimg: 600),
        SuggestedNetwork(resolution: 128, channels: 32, most: 256, leastKimg: 1000),
        SuggestedNetwork(resolution: 128, channels: 64, most: 512, leastKimg: 2000),
    ]

    /// On a graphics processor: the widths of stylegan2-ada-pytorch (Karras et al. 2020, arXiv:2006.06676) for 256 pixels.
    static func large(_ resolution: Int) -> SuggestedNetwork {
        SuggestedNetwork(resolution: resolution, channels: 16_384 / max(32, resolution), most: 512, leastKimg: 5000)
    }

    /// The networks up to a resolution.
    static func upTo(_ resolution: Int) -> [SuggestedNetwork] {
        ladder.filter { $0.resolution <= max(resolution, ladder[0].resolution) }
    }

    /// The networks of a resolution that the user chose.
    static func at(_ resolution: Int) -> [SuggestedNetwork] {
        let known = ladder.filter { $0.resolution == resolution }
        return known.isEmpty
            ? [SuggestedNetwork(resolution: resolution, channels: 32, most: 256, leastKimg: 1000)] : known
    }

    /// The slowest network that still sees enough images in the time, and its images per second. The fastest one is taken
    /// if none does.
    /// - Parameters:
    ///   - possible: from the fastest to the slowest; not empty.
    ///   - seconds: the time for training steps.
    ///   - imagesPerSecond: measures a network; nil if one step already takes too long.
    static func best(
        of possible: [SuggestedNetwork], within seconds: Double, imagesPerSecond: (SuggestedNetwork) throws -> Double?
    ) rethrows -> (network: SuggestedNetwork, speed: Double?) {
        var best: (SuggestedNetwork, Double?)?
        for network in possible {
            let speed = try imagesPerSecond(network)
            let isEnough = speed.map { $0 * seconds >= Double(network.leastKimg) * 1000 } ?? false
            if best == nil || isEnough { best = (network, speed) }
            if !isEnough { break }
        }
        return best ?? (possible[0], nil)
    }
}
