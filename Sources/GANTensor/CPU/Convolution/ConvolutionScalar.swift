import CGANKernels

/// A number type that the convolution kernels are compiled for.
protocol ConvolutionScalar: BinaryFloatingPoint, TensorScalar {
    typealias ThinKernel = (
        UnsafePointer<gk_thin>, UnsafePointer<Self>, UnsafePointer<Self>, UnsafeMutablePointer<Self>
    ) -> Void

    static var convolutionKernels: GANConvolutionKernels { get }
    static var combineRowsKernel: ThinKernel { get }
    static var dotRowsKernel: ThinKernel { get }
}

extension Float: ConvolutionScalar {
    static var convolutionKernels: GANConvolutionKernels { ganConvolutionKernelsFloat }
    static var combineRowsKernel: ThinKernel { unsafe gk_combine_rows_f32 }
    static var dotRowsKernel: ThinKernel { unsafe gk_dot_rows_f32 }
}

extension Double: ConvolutionScalar {
    static var convolutionKernels: GANConvolutionKernels { ganConvolutionKernelsDouble }
    static var combineRowsKernel: ThinKernel { unsafe gk_combine_rows_f64 }
    static var dotRowsKernel: ThinKernel { unsafe gk_dot_rows_f64 }
}

extension ConvolutionScalar {
    /// Number of channels in a panel: 64 bytes.
    static var lanes: Int { 64 / MemoryLayout<Self>.stride }

    /// Number of panels for this many channels.
    static func panels(_ channels: Int) -> Int { (channels + lanes - 1) / lanes }
}

extension UnsafeMutablePointer where Pointee: BitwiseCopyable & AdditiveArithmetic {
    func zero(_ count: Int) {
        if count > 0 { unsafe update(repeating: .zero, count: count) }
    }
}
