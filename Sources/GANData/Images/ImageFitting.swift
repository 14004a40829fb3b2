import GANCore
import Synchronization

/// Brings all images of a set to one size and one number of channels.
final class ImageFitting: Sendable {
    let channels: Int
    let height: Int
    let width: Int
    private let background: BackgroundColor
    private let filter: ResizeFilter
    private let choice: FitChoice
    private let resizes: Bool
    private let convertsChannels: Bool
    /// Most images of a set have one of a few sizes, and computing the weights of an axis takes as long as applying them.
    private let axes = Mutex<[AxisSize: ResizeAxis]>([:])
    private static let mostAxes = 64

    private struct AxisSize: Hashable {
        let from: Int
        let to: Int
    }

    /// - Parameters:
    /// - channels, height, width: of the result, if the settings do not define them.
    init(_ settings: ImageSettings, channels: Int, height: Int, width: Int) {
        (self.width, self.height) = (settings.resolution?.width ?? width, settings.resolution?.height ?? height)
        resizes = settings.resolution != nil
        (filter, background, choice) = (settings.resize, settings.backgroundColor, settings.fit)
        convertsChannels = settings.channels != .stored
        self.channels =
            switch settings.channels {
            case .rgb: 3
            case .gray: 1
            case .stored: channels
            }
    }

    /// - Parameter first: the first image of the set, which defines what the settings do not.
    convenience init(_ settings: ImageSettings, first: StoredImage) {
        let channels = first.over(settings.backgroundColor).channels
        self.init(settings, channels: channels, height: first.height, width: first.width)
    }

    /// Composites over the background, then converts to gray or color, fits and resizes.
    /// - Parameter place: name of the file in messages.
    /// - Returns: [channels, height, width].
    func fit(_ stored: StoredImage, place: @autoclosure () -> String) throws(DataError) -> [UInt8] {
        let image = stored.over(background)
        guard convertsChannels || image.channels == channels else {
            throw DataError(
                place(), "it is \(image.channels == 1 ? "gray" : "in color"), unlike the first image of the set",
                fix: "set channels: rgb or channels: gray")
        }
        guard resizes || (image.width, image.height) == (width, height) else {
            throw DataError(
                place(),
                "it has \(image.width) x \(image.height) pixels, but the first image of the set has \(width) x \(height)",
                fix: "set resolution: to the side of the images in pixels, or to [height, width]")
        }
        let converted = image.converted(toChannels: channels)
        if !resizes { return converted.planar }
        switch choice {
        case .crop: return resized(converted.center(cut(from: image.size)), to: size).planar
        case .pad:
            return resized(converted, to: whole(image.size)).centered(width: width, height: height, over: background)
                .planar
        case .stretch: return resized(converted, to: size).planar
        }
    }

    private var size: ImageSize { ImageSize(width: width, height: height) }

    /// The largest part of an image that has the shape of the result.
    private func cut(from image: ImageSize) -> ImageSize {
        func side(_ other: Int, _ numerator: Int, _ denominator: Int) -> Int {
            max(1, Int((Double(other * numerator) / Double(denominator)).rounded(.toNearestOrEven)))
        }
        return image.width * height >= image.height * width
            ? ImageSize(width: side(image.height, width, height), height: image.height)
            : ImageSize(width: image.width, height: side(image.width, height, width))
    }

    /// The size of an image that is as large as fits into the result, as of Pillow's `ImageOps.pad`.
    private func whole(_ image: ImageSize) -> ImageSize {
        func scaled(_ shorter: Int, _ longer: Int, _ side: Int) -> Int {
            max(1, Int((Double(shorter) / Double(longer) * Double(side)).rounded(.toNearestOrEven)))
        }
        return image.width * height >= image.height * width
            ? ImageSize(width: width, height: scaled(image.height, image.width, width))
            : ImageSize(width: scaled(image.width, image.height, height), height: height)
    }

    /// The steps applied to stored images.
    /// - Returns: nil if there is no image.
    func storedImages(_ info: StoredFacts) -> StoredImages? {
        guard let smallest = info.smallest, let largest = info.largest else { return nil }
        let changes = [
            info.shapes.contains { !$0.hasAspectRatio(of: size) } ? choice.words(size) : nil,
            isResized(smallest) || smallest != largest ? "resized by \(filter.rawValue)" : nil,
        ]
        return StoredImages(
            smallest: smallest, largest: largest, changes: resizes ? changes.compactMap(\.self) : [])
    }

    private func isResized(_ image: ImageSize) -> Bool {
        switch choice {
        case .crop: cut(from: image) != size
        case .pad: whole(image) != image
        case .stretch: image != size
        }
    }

    private func resized(_ image: RasterImage, to size: ImageSize) -> RasterImage {
        image.resized(
            columns: image.width == size.width ? nil : axis(from: image.width, to: size.width),
            rows: image.height == size.height ? nil : axis(from: image.height, to: size.height))
    }

    private func axis(from: Int, to: Int) -> ResizeAxis {
        let size = AxisSize(from: from, to: to)
        if let known = axes.withLock({ $0[size] }) { return known }
        let axis = ResizeAxis(from: from, to: to, filter)
        axes.withLock { if $0.count < Self.mostAxes { $0[size] = axis } }
        return axis
    }
}

extension FitChoice {
    /// What is done with images of another shape.
    fileprivate func words(_ size: ImageSize) -> String {
        let shape = "the shape of \(size)"
        return switch self {
        case .crop: size.isSquare ? "cropped to the central square" : "cropped to \(shape)"
        case .pad: size.isSquare ? "padded to squares" : "padded to \(shape)"
        case .stretch: size.isSquare ? "stretched to squares" : "stretched to \(shape)"
        }
    }
}
