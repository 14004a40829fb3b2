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
    package let sizes: [ImageSize: Int]
    package let channels: [Int: Int]
    /// Images with equal pixels: their files, and whether their labels differ. First occurrences come first.
    package private(set) var copies: [Copies] = []
    /// Images with a side longer than 1.5 times the other whose border has the background's color: cropping would cut the
    /// subject.
    package let padded: Int
    /// For `NearCopies`, if they were asked for.
    private(set) var prints: [PlacedPrint] = []
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

    /// - Parameters:
    ///   - comparesSplits: whether the images will be compared with those of another split.
    ///   - report: receives the progress.
    /// - Throws: `RecipeError` if the settings select nothing; `DataError` if the file of all images is damaged; errors of `report`.
    package init(
        _ collection: ImageCollection, _ settings: ImageSettings, comparesSplits: Bool = false,
        _ report: PreparationReport
    ) throws {
        let selection = try SampleSelection(collection.labels, settings.selection)
        (count, collectionCount) = (selection.rows.count, collection.labels.count)
        (notes, faults) = (collection.notes, collection.faults)
        let (reader, background) = (collection.reader, settings.backgroundColor)
        try reader.load()
        var rowsByPixels: [ContentHash: [Int]] = [:]
        var readable: [Int] = []
        var counts = SeenCounts()
        var damaged: [ImageDamage] = []
        for start in stride(from: 0, to: count, by: Self.blockSize) {
            let block = concurrentMap(min(Self.blockSize, count - start)) {
                SeenImage.Outcome(
                    reader, Int(selection.positions[start + $0]), over: background, prints: comparesSplits)
            }
            for (offset, outcome) in block.enumerated() {
                switch outcome {
                case .image(let seen):
                    counts.add(seen)
                    rowsByPixels[seen.hash, default: []].append(start + offset)
                    readable.append(start + offset)
                    let place = reader.place(of: Int(selection.positions[start + offset]))
                    if let print = seen.print { prints.append(PlacedPrint(place: place, print: print)) }
                case .damaged(let error):
                    damage.append(error)
                    damaged.append(ImageDamage(error, index: start + offset))
                }
            }
            try report(PreparationStep("checking images", done: start + block.count, count: count))
        }
        (sizes, channels, padded) = (counts.sizes, counts.channels, counts.padded)
        notes += counts.notes(over: settings.background)
        copies = rowsByPixels.values.filter { $0.count > 1 }.sorted { $0[0] < $1[0] }.map { rows in
            Copies(
                places: rows.map { reader.place(of: Int(selection.positions[$0])) },
                relabeled: rows.count { !selection.haveSameLabel($0, rows[0]) })
        }
        canLeaveOutDamage = !damage.contains(where: \.isOfLibrary) && Self.canLeaveOut(damaged, of: selection)
        var kept = selection
        kept.keep(readable)
        labels = LabelSummary(kept.labels, vectorNames: collection.vectorNames)
        notes += selection.warnings.map { .warning($0) }
    }

    private static func canLeaveOut(_ damaged: [ImageDamage], of selection: SampleSelection) -> Bool {
        var kept = selection
        do {
            try kept.leaveOut(damaged) { DataError("", $0.problem, fix: $0.fix) }
            return true
        } catch { return false }
    }

    private static let blockSize = 64
}

extension ImageInspection {
    /// Images that are not square.
    package var oblong: Int { sizes.filter { $0.key.width != $0.key.height }.values.reduce(0, +) }

    /// The median of the shorter side; a single tiny image does not change it.
    package var usualSide: Int {
        sizes.map { (value: $0.key.shorterSide, count: $0.value) }.median() ?? 0
    }
}
