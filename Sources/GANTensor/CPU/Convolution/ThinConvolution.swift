import CGANKernels

/// A 1x1 convolution from or to a few channels: for each image, a product of the weights with its planes.
struct ThinConvolution<Scalar: ConvolutionScalar> {
    private let geometry: ConvolutionGeometry
    private let pool: ThreadPool
    private let scratch: CachingAllocator

    init(_ convolution: Convolution<Scalar>) {
        (geometry, pool, scratch) = (convolution.geometry, convolution.pool, convolution.scratch)
    }

    private var pixels: Int { geometry.inPixels }
    private var inputs: Int { geometry.inChannels }
    private var outputs: Int { geometry.outChannels }

    func forward(x: UnsafePointer<Scalar>, w: UnsafePointer<Scalar>, y: UnsafeMutablePointer<Scalar>) {
        unsafe TallSkinnyProduct(
            batch: geometry.batch, rows: outputs, inner: inputs, columns: pixels, leftStrides: (inputs, 1),
            sharesLeft: true, sharesRight: false
        ).combine(w, x, y, pool)
    }

    func inputAdjoint(dy: UnsafePointer<Scalar>, w: UnsafePointer<Scalar>, dx: UnsafeMutablePointer<Scalar>) {
        unsafe TallSkinnyProduct(
            batch: geometry.batch, rows: inputs, inner: outputs, columns: pixels, leftStrides: (1, inputs),
            sharesLeft: true, sharesRight: false
        ).combine(w, dy, dx, pool)
    }

    /// Image by image, then summed in order.
    func weightAdjoint(dy: UnsafePointer<Scalar>, x: UnsafePointer<Scalar>, dw: UnsafeMutablePointer<Scalar>) {
        let count = outputs * inputs
        unsafe scratch.withScratch(Scalar.self, geometry.batch * count) { parts in
            unsafe TallSkinnyProduct(
                batch: geometry.batch, rows: outputs, inner: pixels, columns: inputs, leftStrides: (pixels, 1),
                sharesLeft: false, sharesRight: false
            ).dot(dy, x, parts, pool)
            for weight in 0..<count {
                var total = 0.0
                for image in 0..<geometry.batch { unsafe total += Double(parts[image * count + weight]) }
                unsafe dw[weight] = Scalar(total)
            }
        }
    }
}
