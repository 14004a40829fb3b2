import GANTensor
import GANTorch

/// The PyTorch of this machine, for tests that need one and are skipped without it.
package enum InstalledTorch {
    /// Nil if there is none.
    package static let folder = try? TorchSearch.folder(named: nil)
    /// Why a test was skipped.
    package static let absence = "no PyTorch was found: set GANZOO_TORCH, or install the Python package torch"

    /// Its CPU device, for tests of what the processor's backend does not have.
    package static let backend = Result<any Backend, any Error> {
        let library = try TorchLibrary.open(TorchSearch.folder(named: nil), for: .cpu)
        library.setThreads(2)
        return try TorchBackend(library, device: .cpu)
    }
}
