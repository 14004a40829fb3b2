import GANCore

/// The channels of images.
package enum ChannelChoice: String, CaseIterable, SettingValue, Sendable {
    case rgb
    case gray
    /// The channels of the first image; an image with other channels is an error.
    case stored
}

/// Mirrored copies of images.
enum MirrorChoice: String, CaseIterable, SettingValue, Sendable {
    case none
    /// Training mirrors each image with probability 1/2; the size of the set does not change (StudioGAN, NoisyTwins).
    case flip
    /// The mirrored images are added: the set, and each class, is twice as large (StyleGAN2-ADA).
    case double
}

/// The choice of what to do with images that cannot be decoded.
enum BadImageChoice: String, CaseIterable, SettingValue, Sendable {
    /// The first one is an error that names it.
    case stop
    /// Each is skipped, with a warning that names it; counts are those of the remaining images.
    case skip
}

/// Keys that all data sets share.
public struct ImageSettings: ComponentSettings {
    @Setting(
        "side of the images in pixels: other sizes are cropped to the central square and resized; null: the stored size",
        in: 1...4096)
    package var resolution: Int? = nil
    @Setting("resampling kernel, with antialiasing") var resize: ResizeFilter = .lanczos
    @Setting("channels of the images") package var channels: ChannelChoice = .rgb
    @Setting("color behind transparent pixels: red, green and blue", in: 0...255) package var background: [Int] = [
        255, 255, 255,
    ]
    @Setting("mirroring: flip, at random in training; double, mirrored copies are added to the set") var mirror:
        MirrorChoice =
            .none
    @Setting("use only these classes, in this order; null: all") var classes: [String]? = nil
    @Setting("use a subset of each class: {per_class: 25}; applied before long_tail")
    var subset: SubsetSettings? = nil
    @Setting(
        "labels: true, as in the data; false, none, for an unconditional model; folders, each folder is a class; compact, classes without images are removed; one_hot, vectors with a single 1 are classes"
    ) var labels: LabelUse = .stored
    @Setting("makes the classes long-tailed: {profile: exponential, ratio: 100}") var longTail: LongTailSettings? = nil
    @Setting(
        "damaged images: stop at the first one, or skip each with a warning; skip decodes all images at the start")
    var onBadImage: BadImageChoice = .stop
    @Setting(
        "memory limit for decoded images, in MiB; other images are read from disk each time", in: 0...(Int.max >> 20))
    var memory: Int = 4096
    @Setting("cache decoded images in GANZOO_CACHE or ~/.cache/ganzoo for later runs")
    var diskCache: Bool = true

    public init() {}

    init(resolution: Int? = nil, channels: ChannelChoice) {
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

    public func conflicts() -> [RecipeError] { backgroundConflicts + classConflicts }

    private var backgroundConflicts: [RecipeError] {
        if background.count == 3 { return [] }
        return [
            RecipeError(
                key: "background", problem: "it has \(counted(background.count, "number")), but a color has 3",
                fix: "write red, green and blue in 0 ... 255, such as [255, 255, 255] for white")
        ]
    }

    private var classConflicts: [RecipeError] {
        guard let classes else { return [] }
        if classes.isEmpty {
            return [
                RecipeError(
                    key: "classes", problem: "the list is empty", fix: "name at least one class, or remove the key")
            ]
        }
        guard let twice = classes.first(where: { name in classes.count { $0 == name } > 1 }) else { return [] }
        return [RecipeError(key: "classes", problem: "it names `\(twice)` twice", fix: "name each class once")]
    }
}
