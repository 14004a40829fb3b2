import GANCore

/// The result of reading every image of a set once.
package struct ImageInspection {
    /// The number of images that the settings select, and the number in the whole collection.
    package let count: Int
    package let collectionCount: Int
    package private(set) var damage: [DataError] = []
    /// Whether training can skip the damaged images: every class still has an image.
    package let canLeaveOutDamage: Bool
    /// The number of images of each size and each number of channels.
    package private(set) var sizes: [ImageSize: Int] = [:]
    package private(set) var channels: [Int: Int] = [:]
    /// Images with equal pixels: their files, and whether their labels differ. First occurrences come first.
    package private(set) var copies: [Copies] = []
    /// The labels of the readable images.
    package let labels: LabelSummary
    /// How the files were read, what was ignored, and which classes have no image.
    package private(set) var notes: [DataNote]
    /// Problems of the data besides damaged images.
    package let faults: [DataError]

    package struct Copies: Sendable {
        package let places: [String]
        /// Number of copies with another label than the first.
        package let relabeled: Int
        package var labelsDiffer: Bool { relabeled > 0 }
    }

    /// - Parameter report: receives the progress.
    /// - Throws: `RecipeError` if the settings select nothing; errors of `report`.
    package init(
        _ collection: ImageCollection, _ settings: ImageSettings, _ report: PreparationReport
    ) throws {
        let selection = try SampleSelection(collection.labels, settings.selection)
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
            try report(PreparationStep("checking images", done: start + block.count, count: count))
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
        labels = LabelSummary(kept.labels, vectorNames: collection.vectorNames)
        notes += selection.warnings.map { .warning($0) }
    }

    private static let blockSize = 64

    /// The properties of an image.
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
    /// Images that are not square.
    package var oblong: Int { sizes.filter { $0.key.width != $0.key.height }.values.reduce(0, +) }

    /// The median of the shorter side; a single tiny image does not change it.
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
    /// The traits that are reported to the user.
    fileprivate static let noted: [ImageTraits] = [.transparent, .colorProfile, .animated]

    fileprivate func note(_ count: Int, over background: [Int]) -> DataNote {
        let (images, files) =
            count == 1 ? ("1 image", "1 file") : ("\(grouped(count)) images", "\(grouped(count)) files")
        switch self {
        case .transparent:
            return DataNote(
                "\(images) \(count == 1 ? "is" : "are") partly transparent and composited over data.background:"
                    + " \(background)")
        case .colorProfile:
            return DataNote(
                "\(images) \(count == 1 ? "has" : "have") a color profile other than sRGB, which is not applied")
        default: return DataNote("only the first image of \(files) with an animation is used")
        }
    }
}
