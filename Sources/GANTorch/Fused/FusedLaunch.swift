import GANTensor

/// Where the first element of a tensor lies on its device; 0: there is no such tensor.
package typealias DeviceAddress = UInt64

/// One call of a fused kernel, with the arguments as the GPU gets them.
package struct FusedLaunch: Sendable {
    package let function: FusedFunction
    /// Threads with work, numbered from 0. More may run.
    package let threads: Int
    /// A structure of `FusedArguments.h`.
    package let arguments: [UInt8]

    /// Counts and places in tensors are 32-bit numbers in the kernels.
    package static let mostElements = Int(Int32.max) - 1024

    /// - Returns: nil if there are too many threads.
    init?<Arguments: BitwiseCopyable>(
        _ kernel: FusedKernel, _ dtype: ElementType, threads: Int, _ arguments: Arguments
    ) {
        guard threads <= Self.mostElements else { return nil }
        function = FusedFunction(kernel: kernel, width: FusedFunction.Width(dtype))
        self.threads = threads
        self.arguments = unsafe withUnsafeBytes(of: arguments) { unsafe Array($0) }
    }

    /// Sets the first elements of an array in C.
    static func fill<CArray: BitwiseCopyable, Element: BitwiseCopyable>(_ array: inout CArray, _ elements: [Element]) {
        unsafe withUnsafeMutableBytes(of: &array) { bytes in
            unsafe elements.withUnsafeBytes { unsafe bytes.copyMemory(from: $0) }
        }
    }
}
