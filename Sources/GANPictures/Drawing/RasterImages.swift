import GANData
import GANTensor

extension RasterImage {
    /// Images [N, C, H, W] in -1 ... 1 as levels: x · 127.5 + 127.5, halves rounded up (METHODS §13.1), cut to 0 ... 255.
    ///
    /// Of two channels the first is shown as grey, of more than three the first three as colours. What is not a number is 0.
    package static func images(_ tensor: Tensor) -> [RasterImage] {
        let sizes = tensor.shape.dimensions
        precondition(sizes.count == 4, "images are [N, C, H, W], not \(tensor.shape)")
        let (channels, plane) = (sizes[1], sizes[2] * sizes[3])
        let shown = channels < 3 ? min(channels, 1) : 3
        let values = tensor.converted(to: .float32).scalars(as: Float.self)
        return (0..<sizes[0]).map { image in
            var pixels = [UInt8](repeating: 0, count: plane * shown)
            for channel in 0..<shown {
                let first = (image * channels + channel) * plane
                for pixel in 0..<plane { pixels[pixel * shown + channel] = level(values[first + pixel]) }
            }
            return RasterImage(width: sizes[3], height: sizes[2], channels: shown, pixels: pixels)
        }
    }

    private static func level(_ value: Float) -> UInt8 {
        let level = value * 127.5 + 128
        // False for what is not a number.
        guard level > 0 else { return 0 }
        return level < 255 ? UInt8(level) : 255
    }
}
