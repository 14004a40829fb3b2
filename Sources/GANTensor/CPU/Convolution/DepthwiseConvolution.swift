import CGANKernels

/// A convolution whose groups have one input channel each; each input channel produces `multiplier` output channels.
struct DepthwiseConvolution<Scalar: ConvolutionScalar> {
    private let geometry: ConvolutionGeometry
    private let pool: ThreadPool
    private let kernels = Scalar.convolutionKernels
    private let plane: GANPlane
    private let multiplier: Int

    init(_ convolution: Convolution<Scalar>) {
        geometry = convolution.geometry
        pool = convolution.pool
        multiplier = geometry.groupOutChannels
        plane = GANPlane(
            inHeight: geometry.inHeight, inWidth: geometry.inWidth, outHeight: geometry.outHeight,
            outWidth: geometry.outWidth, kernelHeight: geometry.kernelHeight, kernelWidth: geometry.kernelWidth,
            strideY: geometry.strideY, strideX: geometry.strideX, padY: geometry.padY, padX: geometry.padX,
            dilationY: geometry.dilationY, dilationX: geometry.dilationX)
    }

    func forward(x: UnsafePointer<Scalar>, w: UnsafePointer<Scalar>, y: UnsafeMutablePointer<Scalar>) {
        pool.run(geometry.batch * geometry.inChannels) { item in
            let input = unsafe x + item * geometry.inPixels
            for j in 0..<multiplier {
                let output = item * multiplier + j
                unsafe withUnsafePointer(to: plane) {
                    unsafe kernels.depthwise($0, input, taps(w, output), y + output * geometry.outPixels)
                }
            }
        }
    }

    func inputAdjoint(dy: UnsafePointer<Scalar>, w: UnsafePointer<Scalar>, dx: UnsafeMutablePointer<Scalar>) {
        pool.run(geometry.batch * geometry.inChannels) { item in
            let input = unsafe dx + item * geometry.inPixels
            unsafe input.zero(geometry.inPixels)
            for j in 0..<multiplier {
                let output = item * multiplier + j
                unsafe withUnsafePointer(to: plane) {
                    unsafe kernels.depthwiseInputAdjoint($0, dy + output * geometry.outPixels, taps(w, output), input)
                }
            }
        }
    }

    func weightAdjoint(dy: UnsafePointer<Scalar>, x: UnsafePointer<Scalar>, dw: UnsafeMutablePointer<Scalar>) {
        pool.run(geometry.outChannels) { channel in
            let gradient = unsafe dw + channel * geometry.taps
            unsafe gradient.zero(geometry.taps)
            for image in 0..<geometry.batch {
                let output = unsafe dy + (image * geometry.outChannels + channel) * geometry.outPixels
                let input = unsafe x + (image * geometry.inChannels + channel / multiplier) * geometry.inPixels
                unsafe withUnsafePointer(to: plane) {
                    unsafe kernels.depthwiseWeightAdjoint($0, output, input, gradient)
                }
            }
        }
    }

    /// The kernel of output plane `output` of the batch.
    private func taps(_ w: UnsafePointer<Scalar>, _ output: Int) -> UnsafePointer<Scalar> {
        unsafe w + output % geometry.outChannels * geometry.taps
    }
}
