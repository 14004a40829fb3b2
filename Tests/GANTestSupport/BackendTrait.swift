import Foundation
import GANTensor
import GANTorch
import Testing

/// Runs a suite on the backend that GANZOO_TEST_BACKEND names: `plain` (the default), `poisoning`, `torch`, or
/// `torch-fused`, which is `torch` with the fused kernels of GPUs on the processor. All suites that compute have this trait. `make test`
/// runs them on the first two, `make test-torch` on the others.
package struct BackendTrait: SuiteTrait, TestTrait, TestScoping {
    package let isRecursive = true

    package func provideScope(
        for test: Test, testCase: Test.Case?, performing function: @Sendable () async throws -> Void
    ) async throws {
        guard testCase != nil || !test.isSuite else { return try await function() }
        try await Backends.with(Self.chosen) { try await function() }
    }

    /// The PyTorch that GANZOO_TORCH names, or that of python3, on its CPU device.
    private static func torchBackend(_ kernels: EmulatedKernels? = nil) -> any Backend {
        do {
            let library = try TorchLibrary.open(TorchSearch.folder(named: nil), for: .cpu)
            library.setThreads(2)
            return try TorchBackend(library, device: .cpu, kernels: kernels)
        } catch { fatalError("GANZOO_TEST_BACKEND is 'torch' or 'torch-fused': \(error)") }
    }

    private static let chosen: any Backend = {
        switch ProcessInfo.processInfo.environment["GANZOO_TEST_BACKEND"] ?? "plain" {
        case "poisoning": return poisoningBackend(poisonedProcessor(threads: 2))
        case "plain": return CPUBackend(threads: 2)
        case "torch": return torchBackend()
        case "torch-fused": return torchBackend(EmulatedKernels())
        case let other:
            fatalError("GANZOO_TEST_BACKEND is '\(other)': expected 'plain', 'poisoning', 'torch' or 'torch-fused'")
        }
    }()
}

extension Trait where Self == BackendTrait {
    package static var onChosenBackend: BackendTrait { BackendTrait() }
}
