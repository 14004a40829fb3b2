import GANCore

/// Opens the images of a data set. If damaged images are to be skipped, all images are decoded now to find them,
/// because the counts must be known before anything is built from them.
struct ImageOpening {
    let store: ImageStore
    let damage: [ImageDamage]

    /// - Throws: `DataError`, also for an image that does not fit the others.
    init(_ wanted: ImageRequest, _ settings: ImageSettings, _ report: PreparationReport) throws {
        guard settings.onBadImage == .skip, wanted.areEncoded else {
            let first = try wanted.reader.image(at: Int(wanted.positions[0]))
            store = ImageStore(wanted, ImageFitting(settings, first: first))
            damage = []
            return
        }
        let key = try wanted.key(report)
        let disk = wanted.disk(key)
        let fitting =
            try disk?.form.map { ImageFitting(settings, channels: $0.channels, height: $0.height, width: $0.width) }
            ?? ImageFitting(settings, first: wanted.firstReadable())
        store = ImageStore(wanted, fitting, key: key, disk: disk)
        damage = try store.prepare(.counts, report).damage
    }
}

extension ImageRequest {
    /// - Throws: the first image's `DataError` if none can be read.
    fileprivate func firstReadable() throws -> StoredImage {
        var first: (any Error)?
        for position in positions {
            do { return try reader.image(at: Int(position)) } catch { first = first ?? error }
        }
        throw first ?? RecipeError(problem: "there is no image", fix: "correct the path")
    }
}
