import GANCore
import GANData
import GANPictures
import GANTensor

/// Images in memory, to be seen by a feature extractor.
package struct RenderedImages: MeasuredImages {
    package let name = "generated"
    /// The images, all of one size.
    private let images: [RasterImage]

    package init(_ images: [RasterImage]) { self.images = images }

    package var count: Int { images.count }

    package func batch(_ range: Range<Int>) -> (levels: Tensor, classes: [Int]) {
        let parts = images[range].map { image in
            Tensor(image.pixels.map { Float($0) }, shape: [1, image.height, image.width, image.channels])
                .permuted(0, 3, 1, 2)
        }
        return (concatenate(parts, axis: 0), [])
    }
}
