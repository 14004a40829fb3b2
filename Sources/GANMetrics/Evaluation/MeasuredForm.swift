import GANCore
import GANTensor

/// The form of the images on one side of a comparison.
package struct MeasuredForm: Codable, Hashable, Sendable {
    /// Width and height as the data set or the generator provides them.
    package let width: Int
    package let height: Int
    package let channels: Int
    /// Their size in the files: "48×32", or "48×32 to 640×480"; nil if unknown, and for generated images.
    package let stored: String?
    /// The data set's processing of the stored images: "cropped to the central square", "resized by lanczos".
    package let changes: [String]
    /// True if all images are gray although they have three channels; nil if one has color, or if this is unknown.
    package private(set) var isGray: Bool?

    private enum CodingKeys: String, CodingKey {
        case width, height, channels, stored, changes
        case isGray = "is_gray"
    }

    package init(_ info: DatasetInfo, _ stored: StoredImages? = nil) {
        (width, height, channels) = (info.width, info.height, info.channels)
        (self.stored, changes) = (stored?.sizes, stored?.changes ?? [])
    }

    /// The form of all images of a data set. Reads them up to the first one with color.
    /// - Throws: an error of the data if an image cannot be read.
    package init(_ data: any Dataset) throws {
        self.init(data.info, try data.withSource { $0.storedImages } ?? nil)
        if channels == 3, try !data.hasColor() { isGray = true }
    }

    /// The form of generated images.
    /// - Parameter training: the training images. If they are gray, the generator's images are, too, except for small errors.
    package init(generated info: DatasetInfo, training: MeasuredForm?) {
        self.init(info)
        isGray = training?.isGray
    }

    /// Whether it has three channels, and not all images are known to be gray.
    package var isInColor: Bool { channels >= 3 && isGray != true }

    private var size: ImageSize { ImageSize(width: width, height: height) }

    /// "32×32 in color".
    package var text: String { "\(size) in \(isInColor ? "color" : "gray")" }

    /// "48×32, cropped to the central square and resized by lanczos to 32×32".
    private var history: String {
        guard let stored, !changes.isEmpty else { return "\(size)" }
        return "\(stored), \(changes.joined(separator: " and ")) to \(size)"
    }

    /// The network's preparation of the images: "resized by clean_lanczos to 32×32, out of proportion".
    private func seen(by preparation: ImagePreparation) -> String {
        let square = ImageSize(width: preparation.side, height: preparation.side)
        if size == square { return "unchanged" }
        let resized = "resized by \(preparation.resizer.rawValue) to \(square)"
        if size.isSquare { return resized }
        return preparation.crops ? "cropped to the central square and \(resized)" : "\(resized), out of proportion"
    }

    /// Whether the images of both have one size and come from files of the same sizes, or of unknown sizes.
    private func isAlike(_ other: MeasuredForm) -> Bool {
        size == other.size && (stored == other.stored || stored == nil || other.stored == nil)
    }

    /// Caveats of a comparison: different sizes and their processing, and ignored color.
    package static func caveats(
        _ images: MeasuredForm, against reference: MeasuredForm, by network: String,
        _ preparation: ImagePreparation
    ) -> [String] {
        var caveats: [String] = []
        if !images.isAlike(reference) {
            caveats.append(
                "sizes differ: the images are \(images.history), and \(network) gets them"
                    + " \(images.seen(by: preparation)); those of the reference are \(reference.history), used"
                    + " \(reference.seen(by: preparation))")
        }
        let areInColor = [images, reference].map(\.isInColor)
        if preparation.centers.count < 3, areInColor.contains(true) {
            caveats.append(
                "color: \(network) converts images to gray, so differences in color are ignored")
        } else if areInColor[0] != areInColor[1] {
            caveats.append(
                "color: the images are in \(areInColor[0] ? "color" : "gray"), the reference in"
                    + " \(areInColor[1] ? "color" : "gray"); gray ones get three equal channels")
        }
        return caveats
    }
}

extension Dataset {
    /// Whether the channels of a pixel differ in any image.
    fileprivate func hasColor() throws -> Bool {
        let size = info.height * info.width
        for start in stride(from: 0, to: info.count, by: 16) {
            let images = try read(Array(start..<min(start + 16, info.count))).images.scalars(as: Float.self)
            for red in stride(from: 0, to: images.count, by: 3 * size) {
                let (green, blue) = (red + size, red + 2 * size)
                if images[red..<green] != images[green..<blue] || images[red..<green] != images[blue..<blue + size] {
                    return true
                }
            }
        }
        return false
    }
}

extension EvaluationSettings {
    /// See `MeasuredForm.caveats`; empty if the forms are unknown.
    package var formCaveats: [String] {
        guard let images = samples.images, let reference = reference.images else { return [] }
        return MeasuredForm.caveats(images, against: reference, by: network.name, network.preparation)
    }
}
