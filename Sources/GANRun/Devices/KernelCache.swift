import GANData
import GANTorch

/// Keeps the compiled kernels of GPUs in the user's cache folder.
struct KernelCache: CubinStore {
    private let files: CachedBytes

    /// Kernels of several GPUs and versions of NVRTC: one of each needs 7 files.
    private static let mostFiles = 140

    /// - Returns: nil without a folder.
    init?(_ folder: CacheFolder?) {
        guard let folder else { return nil }
        files = CachedBytes(folder, "ganzoo-kernels", mostFiles: Self.mostFiles)
    }

    func cubin(_ key: CubinKey) -> [UInt8]? { files.read(key.text) }
    func keep(_ cubin: [UInt8], for key: CubinKey) { files.write(cubin, key.text) }
}
