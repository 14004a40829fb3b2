import GANCore

/// The properties of an image that was read once.
struct SeenImage: Sendable {
    let size: ImageSize
    let channels: Int
    /// The hash of the sizes and the pixels.
    let hash: ContentHash
    let traits: ImageTraits
    /// See `StoredImage.profile`.
    let profile: String?
    /// See `ImageInspection.padded`.
    let isPadded: Bool
    let print: ImagePrint?

    enum Outcome: Sendable {
        case image(SeenImage)
        case damaged(DataError)

        init(_ reader: any ImageReader, _ position: Int, over background: BackgroundColor, prints: Bool) {
            do {
                self = .image(SeenImage(try reader.image(at: position), over: background, prints: prints))
            } catch {
                let place = reader.place(of: position)
                self = .damaged(error as? DataError ?? DataError(place, "\(error)", fix: "replace or remove it"))
            }
        }
    }

    private init(_ stored: StoredImage, over background: BackgroundColor, prints: Bool) {
        let image = stored.over(background)
        (size, channels) = (ImageSize(width: image.width, height: image.height), image.channels)
        let form = [image.width, image.height, image.channels].map { UInt64($0) }
        hash = ContentHash(form + ContentHash(image.pixels).words)
        (traits, profile) = (stored.traits, stored.profile)
        isPadded = image.isLong && image.hasBorder(of: background)
        print = prints ? ImagePrint(image) : nil
    }
}

extension RasterImage {
    /// Whether a crop to the central square would cut away a third or more.
    fileprivate var isLong: Bool { 2 * max(width, height) > 3 * min(width, height) }

    private static let borderTolerance = 8

    /// Whether all pixels of the border have nearly that color.
    fileprivate func hasBorder(of color: BackgroundColor) -> Bool {
        let levels = RasterImage(width: 1, height: 1, channels: 3, pixels: color.levels).converted(toChannels: channels)
        func isNear(_ column: Int, _ row: Int) -> Bool {
            (0..<channels).allSatisfy { channel in
                let level = pixels[(row * width + column) * channels + channel]
                return abs(Int(level) - Int(levels.pixels[channel])) <= Self.borderTolerance
            }
        }
        return (0..<width).allSatisfy { isNear($0, 0) && isNear($0, height - 1) }
            && (0..<height).allSatisfy { isNear(0, $0) && isNear(width - 1, $0) }
    }
}

/// Counts of images.
struct SeenCounts {
    private(set) var sizes: [ImageSize: Int] = [:]
    private(set) var channels: [Int: Int] = [:]
    private(set) var padded = 0
    private var traits: [ImageTraits: Int] = [:]
    private var profiles: [String: Int] = [:]

    mutating func add(_ seen: SeenImage) {
        sizes[seen.size, default: 0] += 1
        channels[seen.channels, default: 0] += 1
        if seen.isPadded { padded += 1 }
        for trait in Self.noted where seen.traits.contains(trait) { traits[trait, default: 0] += 1 }
        if let profile = seen.profile { profiles[profile, default: 0] += 1 }
    }

    /// The traits that are reported, in their order.
    private static let noted: [ImageTraits] = [.transparent, .unusableProfile, .animated, .paged, .several]
    private static let mostProfiles = 5

    /// - Parameter background: `data.background`.
    func notes(over background: [Int]) -> [DataNote] {
        let traitNotes = Self.noted.compactMap { trait in traits[trait].map { Self.note(trait, $0, over: background) } }
        return traitNotes + (profiles.isEmpty ? [] : [profileNote])
    }

    /// The most frequent profiles come first.
    private var profileNote: DataNote {
        let count = profiles.values.reduce(0, +)
        let names = profiles.sorted { ($1.value, $0.key) < ($0.value, $1.key) }
            .map { "\($0.key) (\(grouped($0.value)))" }
        return DataNote(
            "\(Self.images(count)) converted to sRGB from \(count == 1 ? "its color profile" : "their color profiles"): "
                + listed(names, atMost: Self.mostProfiles))
    }

    /// "1 image is", "2 images are".
    private static func images(_ count: Int) -> String { count == 1 ? "1 image is" : "\(grouped(count)) images are" }

    private static func note(_ trait: ImageTraits, _ count: Int, over background: [Int]) -> DataNote {
        let files = count == 1 ? "1 file" : "\(grouped(count)) files"
        switch trait {
        case .transparent:
            return DataNote("\(images(count)) partly transparent and composited over data.background: \(background)")
        case .unusableProfile:
            return DataNote(
                "\(counted(count, "image")) \(count == 1 ? "has" : "have") a color profile that is damaged or made for other"
                    + " channels, which is not applied")
        case .paged: return DataNote("only the first page of \(files) with several pages is used")
        case .several: return DataNote("only the main image of \(files) with several images is used")
        default: return DataNote("only the first image of \(files) with an animation is used")
        }
    }
}
