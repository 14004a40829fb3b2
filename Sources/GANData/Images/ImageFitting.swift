import Synchronization

/// Brings every image of a set to one size and one number of channels.
final class ImageFitting: Sendable {
    let channels: Int
    let height: Int
    let width: Int
    private let filter: ResizeFilter
    private let resizes: Bool
    private let convertsChannels: Bool
    /// By the side that they shrink or enlarge: most images of a set have one of a few sizes, and the sines of an axis take as
    /// long as its use.
    private let axes = Mutex<[Int: ResizeAxis]>([:])
    private static let mostAxes = 64

    /// - Parameters:
    ///   - channels, height, width: of the result, where the settings leave them open.
    init(_ settings: ImageSettings, channels: Int, height: Int, width: Int) {
        self.width = settings.resolution ?? width
        self.height = settings.resolution ?? height
        resizes = settings.resolution != nil
        filter = settings.resize
        convertsChannels = settings.channels != .stored
        self.channels =
            switch settings.channels {
            case .rgb: 3
            case .grey: 1
            case .stored: channels
            }
    }

    /// - Parameter first: the first image of the set, which decides what the settings leave open.
    convenience init(_ settings: ImageSettings, first: RasterImage) {
        self.init(settings, channels: first.channels, height: first.height, width: first.width)
    }

    /// - Parameter place: the image's file, for messages.
    /// - Returns: [channels, height, width].
    func fit(_ image: RasterImage, place: @autoclosure () -> String) throws(DataError) -> [UInt8] {
        guard convertsChannels || image.channels == channels else {
            throw DataError(
                place(), "it is \(image.channels == 1 ? "grey" : "in colour"), unlike the first image of the set",
                fix: "set channels: rgb or channels: grey")
        }
        guard resizes || (image.width, image.height) == (width, height) else {
            throw DataError(
                place(),
                "it has \(image.width) x \(image.height) pixels, the first image of the set \(width) x \(height)",
                fix: "set resolution: to the side of the images in pixels")
        }
        let converted = image.converted(toChannels: channels)
        if !resizes { return converted.planar }
        let square = converted.centralSquare
        return square.width == width ? square.planar : square.resized(axis(from: square.width)).planar
    }

    private func axis(from side: Int) -> ResizeAxis {
        if let known = axes.withLock({ $0[side] }) { return known }
        let axis = ResizeAxis(from: side, to: width, filter)
        axes.withLock { if $0.count < Self.mostAxes { $0[side] = axis } }
        return axis
    }
}
