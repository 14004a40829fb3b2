import CGANTorch

/// All that the bytes of a cubin depend on.
package struct CubinKey: Hashable, Sendable {
    /// CUDA C++.
    package let source: String
    /// The GPU's compute capability: 90 for sm_90.
    package let capability: Int
    /// The version of NVRTC, such as `12.9`.
    package let compiler: String

    package init(source: String, capability: Int, compiler: String) {
        (self.source, self.capability, self.compiler) = (source, capability, compiler)
    }

    package var text: String {
        "NVRTC \(compiler) sm_\(capability) \(unsafe String(cString: gt_nvrtc_options()))\n\(source)"
    }
}

/// Keeps compiled kernels between runs.
package protocol CubinStore: Sendable {
    /// - Returns: what was kept; nil if nothing was, or if it is damaged.
    func cubin(_ key: CubinKey) -> [UInt8]?
    /// Does nothing where nothing can be kept.
    func keep(_ cubin: [UInt8], for key: CubinKey)
}
