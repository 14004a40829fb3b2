import GANCore

/// The images of a data set that is opened. Which of them are damaged is known only where such images are to be left out:
/// then all are decoded now, because counts must be known before anything is built for them.
struct ImageOpening {
    let store: ImageStore
    let damage: [ImageDamage]

    /// - Throws: `DataError`, also about an image that does not fit the others.
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
    /// - Throws: the first image's `DataError` where none can be read.
    fileprivate func firstReadable() throws -> StoredImage {
        var first: (any Error)?
        for position in positions {
            do { return try reader.image(at: Int(position)) } catch { first = first ?? error }
        }
        throw first ?? RecipeError(problem: "there is no image", fix: "correct the path")
    }
}
