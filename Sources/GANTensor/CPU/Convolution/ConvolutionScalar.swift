import CGANKernels

/// A number the convolution kernels are compiled for.
protocol ConvolutionScalar: BinaryFloatingPoint, TensorScalar {
    static var convolutionKernels: GANConvolutionKernels { get }
}

extension Float: ConvolutionScalar {
    static var convolutionKernels: GANConvolutionKernels { ganConvolutionKernelsFloat }
}

extension Double: ConvolutionScalar {
    static var convolutionKernels: GANConvolutionKernels { ganConvolutionKernelsDouble }
}

extension ConvolutionScalar {
    /// Channels in a panel: 64 bytes of them.
    static var lanes: Int { 64 / MemoryLayout<Self>.stride }

    /// How many panels hold so many channels.
    static func panels(_ channels: Int) -> Int { (channels + lanes - 1) / lanes }
}

extension UnsafeMutablePointer where Pointee: BitwiseCopyable & AdditiveArithmetic {
    func zero(_ count: Int) {
        if count > 0 { update(repeating: .zero, count: count) }
    }
}
