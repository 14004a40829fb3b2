import GANCore
import Synchronization

/// Brings all images of a set to one size and one number of channels.
final class ImageFitting: Sendable {
    let channels: Int
    let height: Int
    let width: Int
    private let background: BackgroundColor
    private let filter: ResizeFilter
    private let resizes: Bool
    private let convertsChannels: Bool
    /// Keyed by the source side: most images of a set have one of a few sizes, and computing the weights of an axis takes as
    /// long as applying them.
    private let axes = Mutex<[Int: ResizeAxis]>([:])
    private static let mostAxes = 64

    /// - Parameters:
    /// - channels, height, width: of the result, if the settings do not define them.
    init(_ settings: ImageSettings, channels: Int, height: Int, width: Int) {
        self.width = settings.resolution ?? width
        self.height = settings.resolution ?? height
        resizes = settings.resolution != nil
        (filter, background) = (settings.resize, settings.backgroundColor)
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

    /// Composites over the background, then converts to gray or color, crops and resizes.
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
        let square = converted.centralSquare
        return square.width == width ? square.planar : square.resized(axis(from: square.width)).planar
    }

    /// The steps applied to stored images.
    /// - Returns: nil if there is no image.
    func storedImages(_ info: StoredFacts) -> StoredImages? {
        guard let smallest = info.smallest, let largest = info.largest else { return nil }
        let isResized = [smallest, largest].contains { min($0.width, $0.height) != width } || smallest != largest
        let changes = [
            info.oblongCount > 0 ? "cropped to the central square" : nil,
            isResized ? "resized by \(filter.rawValue)" : nil,
        ]
        return StoredImages(
            smallest: smallest, largest: largest, changes: resizes ? changes.compactMap(\.self) : [])
    }

    private func axis(from side: Int) -> ResizeAxis {
        if let known = axes.withLock({ $0[side] }) { return known }
        let axis = ResizeAxis(from: side, to: width, filter)
        axes.withLock { if $0.count < Self.mostAxes { $0[side] = axis } }
        return axis
    }
}
