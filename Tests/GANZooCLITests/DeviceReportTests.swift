import Foundation
import GANTensor
import GANTestSupport
import GANTorch
import Testing

@testable import GANRun
@testable import GANZooCLI

/// What `doctor` says of the fused kernels, and that it compares all of them.
@Suite struct DeviceReportTests {
    private func lines(_ uses: [FusedKernelUse]) -> [String] {
        FusedKernelReport.lines(uses.map(FusedKernelReport.init)).map { "\($0.name): \($0.text)" }
    }

    @Test func kernelsAreCountedAndProblemsNamedOnce() {
        #expect(lines([]) == [])
        let resample = FusedKernelUse(name: "resample", problem: nil)
        let (gather, embed) = (
            FusedKernelUse(name: "gather", problem: "movement.cu: it\nin many lines"),
            FusedKernelUse(name: "embed", problem: "movement.cu: it\nin many lines")
        )
        #expect(lines([resample]) == ["fused kernels: 1 of 1 used; tested on a processor, not on a GPU yet"])
        #expect(
            lines([resample, gather, embed])
                == [
                    "fused kernels: 1 of 3 used; tested on a processor, not on a GPU yet",
                    "  not gather, embed: movement.cu: it",
                ])
        #expect(lines([gather, embed]) == ["fused kernels: 0 of 2 used", "  none: movement.cu: it"])
    }

    @Test func theProcessorHasNone() { #expect(Device.fusedKernels.isEmpty) }

    private static let torch = try? TorchSearch.folder(named: nil)

    /// On PyTorch's CPU device with the kernels on the processor.
    @Test(.enabled(if: torch != nil, "PyTorch was not found: set GANZOO_TORCH to the folder of the package torch"))
    func everyFusedKernelIsCompared() throws {
        let library = try TorchLibrary.open(try #require(Self.torch), for: .cpu)
        let kernels = EmulatedKernels()
        Backends.with(try TorchBackend(library, device: .cpu, kernels: kernels)) {
            #expect(Device.fusedKernels.allSatisfy { $0.problem == nil })
            for test in DeviceCase.all { #expect(test.problem() == nil, "\(test.name)") }
        }
        #expect(Set(kernels.launched.map(\.kernel)) == Set(FusedKernel.allCases))
    }
}
