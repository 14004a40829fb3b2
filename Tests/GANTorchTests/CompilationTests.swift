import CGANFusedEmulation
import Foundation
import GANTensor
import GANTestSupport
import Testing

@testable import GANTorch

/// NVRTC on a machine that needs no GPU, and the launches through the functions of a driver of CUDA.
@Suite struct CompilationTests {
    /// The version of NVRTC; nil, with a warning, if it was not found.
    private static let compiler: String? = {
        let torch = (try? TorchSearch.folder(named: nil)).flatMap { try? TorchSearch.libraries(in: $0) }
        do throws(TorchError) { return try NVRTC.open(besideTorch: torch) } catch {
            FileHandle.standardError.write(
                Data("WARNING: the CUDA kernels are NOT compiled by these tests: \(error.problem)\n".utf8)
            )
            return nil
        }
    }()
    private static let missing: Comment = "NVRTC was not found: set GANZOO_NVRTC to the folder of libnvrtc.so"

    @Test(.enabled(if: compiler != nil, missing), arguments: FusedSource.allCases, [80, 90, 100])
    func everyKernelCompiles(_ source: FusedSource, capability: Int) throws {
        let cubin = try NVRTC.compile(source, capability: capability)
        #expect(cubin.starts(with: [0x7F, 0x45, 0x4C, 0x46]), "an ELF file")
        // Names of functions are in the file's table of symbols.
        let text = String(decoding: cubin, as: UTF8.self)
        for function in source.kernels.flatMap(\.functions) { #expect(text.contains(".text.\(function.name)")) }
    }

    @Test(.enabled(if: compiler != nil, missing)) func anErrorNamesThePlace() {
        let error = #expect(throws: TorchError.self) {
            try NVRTC.compile("\nint broken( {", name: "broken.cu", capability: 90)
        }
        let problem = error?.problem ?? ""
        #expect(problem.hasPrefix("broken.cu: NVRTC did not compile it for sm_90: broken.cu(2): error"), "\(problem)")
        let old = #expect(throws: TorchError.self) { try NVRTC.compile(.scatter, capability: 10) }
        #expect(old?.problem.contains("scatter.cu: NVRTC did not compile it for sm_10") == true)
    }

    /// All of a launch but the GPU: the cubin of NVRTC is loaded, functions are found in it, and arguments arrive.
    @Test(.enabled(if: compiler != nil, missing)) func launchesGoThroughTheDriver() throws {
        let launcher = try DriverLauncher(device: 0, besideTorch: nil, finder: ge_driver) { 0 }
        #expect(launcher.capability == 90)
        #expect(DriverLauncher.memory(of: 0, ge_driver) == 8 << 30)
        #expect(DriverLauncher.memory(of: 1, ge_driver) == nil)
        for kernel in FusedKernel.allCases { #expect(launcher.problem(of: kernel) == nil) }
        let draw = RandomDraw(key: 7, step: 8, call: 9, firstElement: 3, distribution: .normal)
        let y = Elements<Float>(count: 1000)
        launcher.launch(try #require(FusedLaunch.random(draw, count: 1000, into: y.address)))
        #expect(haveEqualBits(y.values, draw.reals(1000)))
    }

    @Test func aMissingDriverIsNamed() {
        let error = #expect(throws: TorchError.self) {
            try DriverLauncher(device: 0, besideTorch: nil, finder: { _ in nil }, stream: { 0 })
        }
        #expect(error?.problem == "the driver of CUDA (libcuda.so.1) has no function cuInit")
        #expect(error?.fix == .other("install the driver of the GPU"))
    }

    @Test func aGPUThatIsNotThereIsNamed() {
        let error = #expect(throws: TorchError.self) {
            try DriverLauncher(device: 1, besideTorch: nil, finder: ge_driver) { 0 }
        }
        #expect(error?.problem == "cuDeviceGet: invalid value (error 101)")
    }

    /// NVIDIA's packages lie beside PyTorch's in a folder of packages.
    @Test func theCompilerIsFoundBesidePyTorch() throws {
        let packages = FileManager.default.temporaryDirectory.appendingPathComponent("nvrtc-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: packages) }
        let names = [
            "torch/lib/libtorch_cpu.so", "nvidia/cu13/lib/libnvrtc.so.13", "nvidia/cu13/lib/libnvrtc-builtins.so.13.5",
            "nvidia/cuda_nvrtc/lib/libnvrtc.alt.so.12", "nvidia/cuda_nvrtc/lib/libnvrtc.so.12",
            "nvidia/cudnn/lib/libcudnn.so.9",
        ]
        for name in names {
            let file = packages.appendingPathComponent(name)
            try FileManager.default.createDirectory(
                at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
            try Data().write(to: file)
        }
        let found = NVRTC.installed(besideTorch: packages.appendingPathComponent("torch/lib").path)
        #expect(
            found
                == ["nvidia/cu13/lib/libnvrtc.so.13", "nvidia/cuda_nvrtc/lib/libnvrtc.so.12"]
                .map { packages.appendingPathComponent($0).path })
    }

    /// The emulation has every kernel, and so does the table of functions.
    @Test func everyKernelHasASource() {
        #expect(FusedSource.allCases.flatMap(\.kernels).count == FusedKernel.allCases.count)
        for source in FusedSource.allCases {
            for kernel in source.kernels {
                let isThere =
                    source.text.contains("NAME(\(kernel.rawValue))(") || source.text.contains("\(kernel.rawValue)_32(")
                #expect(isThere, "\(kernel)")
            }
        }
    }
}
