import GANCore

/// The channels of images.
package enum ChannelChoice: String, CaseIterable, SettingValue, Sendable {
    case rgb
    case gray
    /// The channels of the first image; an image with other channels is an error.
    case stored
}

/// How images of another shape become images of `resolution`.
package enum FitChoice: String, CaseIterable, SettingValue, Sendable {
    /// The largest part of the right shape is cut out of their center.
    case crop
    /// They are resized as a whole, and the rest is filled with the background.
    case pad
    /// Width and height are resized separately.
    case stretch
}

/// The choice of what to do with images that cannot be decoded.
enum BadImageChoice: String, CaseIterable, SettingValue, Sendable {
    /// The first one is an error that names it.
    case stop
    /// Each is skipped, with a warning that names it; counts are those of the remaining images.
    case skip
}

/// Keys that all data sets share.
package struct ImageSettings: ComponentSettings {
    /// Pixels of the sides of images.
    package static let sides = 1...4096

    @Setting(
        "size of the images in pixels: the side of squares, or [height, width]; others are fitted as `fit` says and resized; null: as stored",
        in: ImageSettings.sides)
    package var resolution: ImageSize? = nil
    @Setting(
        "images of another shape than `resolution`: crop their center, pad with `background`, or stretch")
    package var fit: FitChoice = .crop
    @Setting("resampling kernel, with antialiasing") var resize: ResizeFilter = .lanczos
    @Setting("channels of the images") package var channels: ChannelChoice = .rgb
    @Setting("color behind transparent pixels: red, green and blue", in: 0...255) package var background: [Int] = [
        255, 255, 255,
    ]
    /// Applied before an image is read.
    package var selection = SelectionSettings()
    @Setting(
        "damaged images: stop at the first one, or skip each with a warning; skip decodes all images at the start")
    var onBadImage: BadImageChoice = .stop
    @Setting(
        "memory limit for decoded images, in MiB; other images are read from disk each time", in: 0...(Int.max >> 20))
    var memory: Int = 4096
    @Setting("cache decoded images in GANZOO_CACHE or ~/.cache/ganzoo for later runs")
    var diskCache: Bool = true

    package init() {}

    init(resolution: ImageSize? = nil, channels: ChannelChoice) {
        self.init()
        (self.resolution, self.channels) = (resolution, channels)
    }

    /// Whether images that cannot be decoded are skipped.
    package var skipsDamage: Bool { onBadImage == .skip }

    /// The color of `background`.
    package var backgroundColor: BackgroundColor {
        guard background.count == 3 else { return .white }
        let levels = background.map { UInt8(clamping: $0) }
        return BackgroundColor(levels[0], levels[1], levels[2])
    }

    package func conflicts() -> [RecipeError] {
        var conflicts: [RecipeError] = []
        if background.count != 3 {
            conflicts.append(
                RecipeError(
                    key: "background", problem: "it has \(counted(background.count, "number")), but a color has 3",
                    fix: "write red, green and blue in 0 ... 255, such as [255, 255, 255] for white"))
        }
        if fit != .crop, resolution == nil {
            conflicts.append(
                RecipeError(
                    key: "fit",
                    problem: "without `resolution` images keep their shape, so `\(fit.rawValue)` has no effect",
                    fix: "set resolution: to the side of the images in pixels, or to [height, width], or remove fit:"))
        }
        return conflicts
    }
}
