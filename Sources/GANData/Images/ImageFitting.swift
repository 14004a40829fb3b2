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
        self.width = settings.resolution ?? width
        self.height = settings.resolution ?? height
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
                fix: "set resolution: to the side of the images in pixels")
        }
        let converted = image.converted(toChannels: channels)
        if !resizes { return converted.planar }
        switch choice {
        case .crop: return resized(converted.centralSquare, width: width, height: height).planar
        case .pad: return padded(converted).planar
        case .stretch: return resized(converted, width: width, height: height).planar
        }
    }

    /// The image as large as fits, in the middle of the background, as by Pillow's `ImageOps.pad`.
    private func padded(_ image: RasterImage) -> RasterImage {
        func scaled(_ shorter: Int, _ longer: Int) -> Int {
            max(1, Int((Double(shorter) / Double(longer) * Double(width)).rounded(.toNearestOrEven)))
        }
        let isWide = image.width >= image.height
        let whole = resized(
            image, width: isWide ? width : scaled(image.width, image.height),
            height: isWide ? scaled(image.height, image.width) : height)
        return whole.centered(width: width, height: height, over: background)
    }

    /// The steps applied to stored images.
    /// - Returns: nil if there is no image.
    func storedImages(_ info: StoredFacts) -> StoredImages? {
        guard let smallest = info.smallest, let largest = info.largest else { return nil }
        let changes = [
            info.oblongCount > 0 ? choice.words : nil,
            isResized(smallest) || smallest != largest ? "resized by \(filter.rawValue)" : nil,
        ]
        return StoredImages(
            smallest: smallest, largest: largest, changes: resizes ? changes.compactMap(\.self) : [])
    }

    private func isResized(_ size: ImageSize) -> Bool {
        switch choice {
        case .crop: min(size.width, size.height) != width
        case .pad: max(size.width, size.height) != width
        case .stretch: (size.width, size.height) != (width, height)
        }
    }

    private func resized(_ image: RasterImage, width: Int, height: Int) -> RasterImage {
        image.resized(
            columns: image.width == width ? nil : axis(from: image.width, to: width),
            rows: image.height == height ? nil : axis(from: image.height, to: height))
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
    /// What is done with images that are not square.
    fileprivate var words: String {
        switch self {
        case .crop: "cropped to the central square"
        case .pad: "padded to squares"
        case .stretch: "stretched to squares"
        }
    }
}
