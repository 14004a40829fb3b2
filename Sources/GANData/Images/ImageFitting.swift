import GANCore

/// Brings every image of a set to one size and one number of channels.
struct ImageFitting: Sendable {
    let width: Int
    let height: Int
    let channels: Int
    private let filter: ResizeFilter
    private let resizes: Bool
    private let convertsChannels: Bool
    /// That of images as large as the first, which is most of them; its sines take as long as the rest.
    private let usualAxis: ResizeAxis
    private let usualSide: Int

    /// - Parameter first: the first image of the set, which decides what the settings leave open.
    init(_ settings: ImageSettings, first: RasterImage) {
        width = settings.resolution ?? first.width
        height = settings.resolution ?? first.height
        resizes = settings.resolution != nil
        filter = settings.resize
        usualSide = min(first.width, first.height)
        usualAxis = ResizeAxis(from: usualSide, to: width, settings.resize)
        convertsChannels = settings.channels != .stored
        channels =
            switch settings.channels {
            case .rgb: 3
            case .grey: 1
            case .stored: first.channels
            }
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
        if square.width == width { return square.planar }
        let axis = square.width == usualSide ? usualAxis : ResizeAxis(from: square.width, to: width, filter)
        return square.resized(axis).planar
    }
}
