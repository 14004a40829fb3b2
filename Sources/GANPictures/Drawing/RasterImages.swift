import GANData
import GANTensor

extension RasterImage {
    /// Images [N, C, H, W] in -1 ... 1, see `init(planar:width:height:channels:)`. Two channels are shown as the first one in
    /// gray, more than three as the first three in color.
    package static func images(_ tensor: Tensor) -> [RasterImage] {
        let sizes = tensor.shape.dimensions
        precondition(sizes.count == 4, "images are [N, C, H, W], not \(tensor.shape)")
        let (size, plane) = (sizes[1] * sizes[2] * sizes[3], sizes[2] * sizes[3])
        let shown = sizes[1] < 3 ? min(sizes[1], 1) : 3
        let values = tensor.converted(to: .float32).scalars(as: Float.self)
        return (0..<sizes[0]).map { image in
            RasterImage(
                planar: values[(image * size)..<(image * size + shown * plane)], width: sizes[3], height: sizes[2],
                channels: shown)
        }
    }
}
