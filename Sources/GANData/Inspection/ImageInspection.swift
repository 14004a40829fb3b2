import GANCore

/// Everything that looking at each image of a set once can tell.
package struct ImageInspection {
    /// Images that a recipe's settings choose, and those of the whole collection.
    package let count: Int
    package let collectionCount: Int
    package private(set) var damage: [DataError] = []
    /// Whether training can leave out what is damaged: an image is left, of each class.
    package let canLeaveOutDamage: Bool
    /// How many images have each size and each number of channels.
    package private(set) var sizes: [ImageSize: Int] = [:]
    package private(set) var channels: [Int: Int] = [:]
    /// Images of the same pixels: their files, and whether these carry different labels. The first ones stand first.
    package private(set) var copies: [Copies] = []
    /// Of what can be read.
    package let labels: LabelSummary
    /// How the files were read, what was left out, and which classes have no image.
    package private(set) var notes: [DataNote]
    /// What else is wrong with the data besides damaged images.
    package let faults: [DataError]

    package struct Copies: Sendable {
        package let places: [String]
        /// How many of them carry another label than the first.
        package let relabeled: Int
        package var labelsDiffer: Bool { relabeled > 0 }
    }

    /// - Parameter report: hears how far it has come.
    /// - Throws: `RecipeError` when the settings choose nothing; what `report` throws.
    package init(
        _ collection: ImageCollection, _ settings: ImageSettings, _ report: PreparationReport
    ) throws {
        let selection = try SampleSelection(collection.labels, settings)
        (count, collectionCount) = (selection.rows.count, collection.labels.count)
        (notes, faults) = (collection.notes, collection.faults)
        let (reader, background) = (collection.reader, settings.backgroundColor)
        var rowsByPixels: [ContentHash: [Int]] = [:]
        var readable: [Int] = []
        var traitCounts: [ImageTraits: Int] = [:]
        var damaged: [ImageDamage] = []
        for start in stride(from: 0, to: count, by: Self.blockSize) {
            let block = concurrentMap(min(Self.blockSize, count - start)) {
                Seen(reader, Int(selection.positions[start + $0]), over: background)
            }
            for (offset, seen) in block.enumerated() {
                guard case .image(let size, let channels, let hash, let traits) = seen else {
                    if case .damaged(let error) = seen {
                        damage.append(error)
                        damaged.append(ImageDamage(error, index: start + offset))
                    }
                    continue
                }
                sizes[size, default: 0] += 1
                self.channels[channels, default: 0] += 1
                for trait in ImageTraits.noted where traits.contains(trait) { traitCounts[trait, default: 0] += 1 }
                rowsByPixels[hash, default: []].append(start + offset)
                readable.append(start + offset)
            }
            try report(PreparationStep("looking at images", done: start + block.count, count: count))
        }
        notes += ImageTraits.noted.compactMap { trait in
            traitCounts[trait].map { trait.note($0, over: settings.background) }
        }
        copies = rowsByPixels.values.filter { $0.count > 1 }.sorted { $0[0] < $1[0] }.map { rows in
            Copies(
                places: rows.map { reader.place(of: Int(selection.positions[$0])) },
                relabeled: rows.count { !selection.haveSameLabel($0, rows[0]) })
        }
        var kept = selection
        do {
            try kept.leaveOut(damaged) { DataError("", $0.problem, fix: $0.fix) }
            canLeaveOutDamage = true
        } catch { canLeaveOutDamage = false }
        kept = selection
        kept.keep(readable)
        labels = LabelSummary(kept.labels)
        notes += selection.warnings.map { .warning($0) }
    }

    private static let blockSize = 64

    /// What an image is like.
    private enum Seen: Sendable {
        case image(ImageSize, channels: Int, ContentHash, ImageTraits)
        case damaged(DataError)

        init(_ reader: any ImageReader, _ position: Int, over background: BackgroundColor) {
            do {
                let stored = try reader.image(at: position)
                let image = stored.over(background)
                let size = ImageSize(width: image.width, height: image.height)
                let form = [image.width, image.height, image.channels].map { UInt64($0) }
                let hash = ContentHash(form + ContentHash(image.pixels).words)
                self = .image(size, channels: image.channels, hash, stored.traits)
            } catch {
                let place = reader.place(of: position)
                self = .damaged(error as? DataError ?? DataError(place, "\(error)", fix: "replace or remove it"))
            }
        }
    }
}

extension ImageInspection {
    /// Images that are no square.
    package var oblong: Int { sizes.filter { $0.key.width != $0.key.height }.values.reduce(0, +) }

    /// The shorter side of the middle image by that: one tiny image among many changes nothing of it.
    package var usualSide: Int {
        let sides = sizes.map { (side: min($0.key.width, $0.key.height), count: $0.value) }.sorted { $0.side < $1.side }
        var before = sizes.values.reduce(0, +) / 2
        for (side, count) in sides {
            if before < count { return side }
            before -= count
        }
        return 0
    }
}

extension ImageTraits {
    /// Those that a person is told of.
    fileprivate static let noted: [ImageTraits] = [.transparent, .colorProfile, .animated]

    fileprivate func note(_ count: Int, over background: [Int]) -> DataNote {
        let (images, files) =
            count == 1 ? ("1 image", "1 file") : ("\(grouped(count)) images", "\(grouped(count)) files")
        switch self {
        case .transparent:
            return DataNote(
                "\(images) \(count == 1 ? "is" : "are") transparent in places, and composited over data.background:"
                    + " \(background)")
        case .colorProfile:
            return DataNote(
                "\(images) \(count == 1 ? "has" : "have") a color profile other than sRGB, and it is not applied")
        default: return DataNote("of \(files) with an animation the first image counts")
        }
    }
}
