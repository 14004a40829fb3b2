import GANCore

/// Which channels images have.
package enum ChannelChoice: String, CaseIterable, SettingValue, Sendable {
    case rgb
    case gray = "grey"
    /// Those of the first image; another image with others is an error.
    case stored
}

/// Mirrored copies.
enum MirrorChoice: String, CaseIterable, SettingValue, Sendable {
    case none
    /// Training mirrors each image half of the time it is shown; the set is as large as before (StudioGAN, NoisyTwins).
    case flip
    /// The mirrored images follow the others: the set, and each class, is twice as large (StyleGAN2-ADA).
    case double
}

/// What becomes of images that cannot be decoded.
enum BadImageChoice: String, CaseIterable, SettingValue, Sendable {
    /// The first is an error that names it.
    case stop
    /// Each is left out, with a warning that names it; counts are of what is left.
    case skip
}

/// Keys that all data sets have in common.
public struct ImageSettings: ComponentSettings {
    @Setting(
        "side of the images in pixels: what is larger or smaller is cropped to its central square and resized; null keeps the stored size",
        in: 1...4096)
    package var resolution: Int? = nil
    @Setting("kernel of resizing, without aliasing") var resize: ResizeFilter = .lanczos
    @Setting("which channels images have") package var channels: ChannelChoice = .rgb
    @Setting("color behind transparent pixels: red, green and blue", in: 0...255) package var background: [Int] = [
        255, 255, 255,
    ]
    @Setting("mirrored copies: flip, at random in training, or double, as further images") var mirror: MirrorChoice =
        .none
    @Setting("keep only these classes, in this order") var classes: [String]? = nil
    @Setting("keep a few images of each class: {per_class: 25}; before a long tail takes some away")
    var subset: SubsetSettings? = nil
    @Setting(
        "which labels: true, those that the data have; false, none, for an unconditional model; folders, each folder of an archive is a class; compact, classes without images are left out; one_hot, vectors with a single 1 are classes"
    ) var labels: LabelUse = .stored
    @Setting("makes the classes long-tailed: {profile: exponential, ratio: 100}") var longTail: LongTailSettings? = nil
    @Setting(
        "damaged images: stop at the first, or skip each with a warning, which decodes all when the data are opened")
    var onBadImage: BadImageChoice = .stop
    @Setting(
        "memory that decoded images may take, in MiB; the rest comes from disk each time", in: 0...(Int.max >> 20))
    var memory: Int = 4096
    @Setting("keep decoded images in GANZOO_CACHE, or ~/.cache/ganzoo, so that later runs need not decode them")
    var diskCache: Bool = true

    public init() {}

    init(resolution: Int? = nil, channels: ChannelChoice) {
        self.init()
        (self.resolution, self.channels) = (resolution, channels)
    }

    /// Whether images that cannot be decoded are left out.
    package var skipsDamage: Bool { onBadImage == .skip }

    /// Of `background`.
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
                key: "background", problem: "it has \(counted(background.count, "number")), and a color has 3",
                fix: "write red, green and blue in 0 ... 255, such as [255, 255, 255] for white")
        ]
    }

    private var classConflicts: [RecipeError] {
        guard let classes else { return [] }
        if classes.isEmpty {
            return [RecipeError(key: "classes", problem: "it keeps no class", fix: "name one, or leave it out")]
        }
        guard let twice = classes.first(where: { name in classes.count { $0 == name } > 1 }) else { return [] }
        return [RecipeError(key: "classes", problem: "it names `\(twice)` twice", fix: "name each class once")]
    }
}
