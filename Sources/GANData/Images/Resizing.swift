import GANCore
import Glibc

/// The source pixels that contribute to each target pixel of an axis, and their weights.
///
/// The weights sum to one. They are integers with unit 2²², so that resizing gives the same bytes on all machines, and the
/// bytes of Pillow, whose `Image.resize` uses the same method.
struct ResizeAxis: Sendable {
    static let bits: Int32 = 22
    private(set) var starts: [Int] = []
    private(set) var weights: [[Int32]] = []

    init(from source: Int, to target: Int, _ filter: ResizeFilter) {
        let scale = Double(source) / Double(target)
        // A shrinking filter is stretched over the source pixels that a target pixel covers.
        let stretch = max(scale, 1)
        let support = filter.support * stretch
        for pixel in 0..<target {
            let center = (Double(pixel) + 0.5) * scale
            let start = max(Int(center - support + 0.5), 0)
            let end = min(Int(center + support + 0.5), source)
            let raw = (start..<end).map { filter.weight((Double($0) - center + 0.5) / stretch) }
            let total = raw.reduce(0, +)
            starts.append(start)
            weights.append(raw.map { Int32(($0 / total * Double(1 << Self.bits)).rounded(.toNearestOrAwayFromZero)) })
        }
    }
}

extension RasterImage {
    /// Resizes without aliasing: along rows, then along columns, with 8 bits in between. Pillow uses the same order, except
    /// that version 13 and later start with the columns if the height shrinks far more than the width.
    package func resized(width newWidth: Int, height newHeight: Int, _ filter: ResizeFilter) -> RasterImage {
        resized(
            columns: newWidth == width ? nil : ResizeAxis(from: width, to: newWidth, filter),
            rows: newHeight == height ? nil : ResizeAxis(from: height, to: newHeight, filter))
    }

    /// The image resized along the axes that are not nil.
    func resized(columns: ResizeAxis?, rows: ResizeAxis?) -> RasterImage {
        var image = self
        if let columns { image = image.resampledRows(columns) }
        if let rows { image = image.resampledColumns(rows) }
        return image
    }

    /// The image in the middle of a larger one of a color. Half of an odd surplus, rounded half to even, goes to the left
    /// and top.
    func centered(width newWidth: Int, height newHeight: Int, over background: BackgroundColor) -> RasterImage {
        if (newWidth, newHeight) == (width, height) { return self }
        let color = RasterImage(width: 1, height: 1, channels: 3, pixels: background.levels)
            .converted(toChannels: channels).pixels
        let left = Int((Double(newWidth - width) / 2).rounded(.toNearestOrEven))
        let top = Int((Double(newHeight - height) / 2).rounded(.toNearestOrEven))
        var canvas = [UInt8](repeatingPattern: color, count: newWidth * newHeight)
        for row in 0..<height {
            let target = ((top + row) * newWidth + left) * channels
            let source = row * width * channels
            canvas.replaceSubrange(
                target..<(target + width * channels), with: pixels[source..<(source + width * channels)])
        }
        return RasterImage(width: newWidth, height: newHeight, channels: channels, pixels: canvas)
    }

    /// The central part as cropped by torchvision's `center_crop`: half of an odd surplus, rounded half to even, goes to the left and
    /// top.
    /// - Precondition: it is not larger than the image.
    func center(_ part: ImageSize) -> RasterImage {
        if part == size { return self }
        let left = Int((Double(width - part.width) / 2).rounded(.toNearestOrEven))
        let top = Int((Double(height - part.height) / 2).rounded(.toNearestOrEven))
        var cut: [UInt8] = []
        cut.reserveCapacity(part.width * part.height * channels)
        for row in top..<(top + part.height) {
            let start = (row * width + left) * channels
            cut += pixels[start..<(start + part.width * channels)]
        }
        return RasterImage(width: part.width, height: part.height, channels: channels, pixels: cut)
    }

    private func resampledRows(_ axis: ResizeAxis) -> RasterImage {
        let newWidth = axis.starts.count
        var result = [UInt8](repeating: 0, count: newWidth * height * channels)
        var target = 0
        for row in 0..<height {
            for (start, weights) in zip(axis.starts, axis.weights) {
                for channel in 0..<channels {
                    let first = (row * width + start) * channels + channel
                    result[target] = sum(weights, from: first, step: channels)
                    target += 1
                }
            }
        }
        return RasterImage(width: newWidth, height: height, channels: channels, pixels: result)
    }

    private func resampledColumns(_ axis: ResizeAxis) -> RasterImage {
        let rowLength = width * channels
        var result: [UInt8] = []
        result.reserveCapacity(rowLength * axis.starts.count)
        for (start, weights) in zip(axis.starts, axis.weights) {
            for element in 0..<rowLength {
                result.append(sum(weights, from: start * rowLength + element, step: rowLength))
            }
        }
        return RasterImage(width: width, height: axis.starts.count, channels: channels, pixels: result)
    }

    private func sum(_ weights: [Int32], from first: Int, step: Int) -> UInt8 {
        var total = Int32(1) << (ResizeAxis.bits - 1)
        var position = first
        for weight in weights {
            total &+= weight &* Int32(pixels[position])
            position += step
        }
        return UInt8(clamping: total >> ResizeAxis.bits)
    }
}

extension [UInt8] {
    fileprivate init(repeatingPattern pattern: [UInt8], count: Int) {
        self = (0..<count).flatMap { _ in pattern }
    }
}
