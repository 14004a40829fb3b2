import Foundation
import GANData
import GANTensor
import GANTestSupport
import GANTorch
import Testing

@testable import GANRun

@Suite struct DeviceTests {
    @Test(arguments: [
        ("cpu", Device.cpu), ("torch-cpu", .torchCPU), ("cuda", .cuda(0)), ("cuda:0", .cuda(0)), ("cuda:3", .cuda(3)),
        ("gpu", nil), ("cuda:", nil), ("cuda:-1", nil), ("cuda:1x", nil), ("", nil), ("CPU", nil),
    ]) func namesAreRead(_ text: String, _ device: Device?) { #expect(Device(text) == device) }

    @Test func descriptionsAreNames() {
        for device in [Device.cpu, .torchCPU, .cuda(0), .cuda(12)] { #expect(Device(device.description) == device) }
    }

    // MARK: Failures

    private static let smaller =
        "use a smaller train.batch, or a train.microbatch below it, or a smaller resolution or network"
    private static let compare =
        "compare the device's operations with the processor's (`ganzoo doctor`), or compute on the processor"

    /// The words of CUDA, of PyTorch's processor, of the C++ library and of PyTorch's versions before 2.13.
    @Test(arguments: [
        ("convolution: CUDA out of memory. Tried to allocate 2.00 GiB.", Self.smaller),
        ("full: [enforce fail at alloc_cpu.cpp:124] DefaultCPUAllocator: can't allocate memory", Self.smaller),
        ("matmul: std::bad_alloc", Self.smaller),
        ("mul: see the message of libtorch above", "if memory ran out, \(Self.smaller); otherwise \(Self.compare)"),
        ("mul: an illegal memory access was encountered", Self.compare),
    ]) func aFailureSaysWhatToDo(_ problem: String, _ fix: String) {
        let failure = DeviceFailure(device: "cuda:0", problem: problem)
        #expect(failure.description == "cuda:0 failed: \(problem)\n  fix: \(fix)")
    }

    /// More than any machine has, asked of PyTorch itself.
    @Test(.enabled(if: InstalledTorch.folder != nil, "\(InstalledTorch.absence)"))
    func memoryThatRunsOutOnPyTorchNamesTheBatch() async {
        let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            try Device.torchCPU.use()
            _ = Tensor.zeros([1 << 48])
        }
        let message = String(decoding: result?.standardErrorContent ?? [], as: UTF8.self)
        #expect(message.contains("torch-cpu failed: full: "), "\(message)")
        #expect(message.contains(Self.smaller), "\(message)")
    }

    // MARK: Kernels that are kept

    @Test func kernelsAreKeptInTheCacheFolder() throws {
        let place = try Workplace()
        let cache = try #require(KernelCache(CacheFolder(path: place.path("cache"))))
        let key = CubinKey(source: "a", capability: 90, compiler: "12.9")
        #expect(cache.cubin(key) == nil)
        cache.keep([1, 2, 3], for: key)
        #expect(cache.cubin(key) == [1, 2, 3])
        #expect(cache.cubin(CubinKey(source: "a", capability: 80, compiler: "12.9")) == nil)
        #expect(try FileManager.default.contentsOfDirectory(atPath: place.path("cache/ganzoo-kernels")).count == 1)
        #expect(KernelCache(nil) == nil)
    }

    // MARK: PyTorch

    private static let cudaBuild = ProcessInfo.processInfo.environment["GANZOO_TORCH_CUDA"].flatMap {
        $0.isEmpty ? nil : $0
    }
    private static let hasDriver = dlopen("libcuda.so.1", RTLD_NOW) != nil

    /// PyTorch's build for CUDA without a GPU: opened, and refused in a sentence.
    @Test(
        .enabled(if: cudaBuild != nil, "GANZOO_TORCH_CUDA names no folder with PyTorch's build for CUDA"),
        .enabled(if: !hasDriver, "this machine has a driver of CUDA"),
        arguments: [["doctor"], ["train", "debug/tiny", "train.kimg=0.016", "--run", "RUN"]]
    ) func aMissingDriverIsOneSentence(_ command: [String]) throws {
        let place = try Workplace()
        let program = try Program.run(
            Program.products.appending(path: "ganzoo").path,
            command.map { $0 == "RUN" ? place.path("run") : $0 }
                + ["--device", "cuda", "--torch", try #require(Self.cudaBuild)])
        #expect(program.status == 1 && program.output == "", "\(program.output)")
        #expect(
            program.errors == """
                ganzoo: cuda:0 cannot be used: the driver of CUDA (libcuda.so.1) was not found
                  fix: install the driver of the GPU, or compute with --device cpu

                """)
        #expect(!FileManager.default.fileExists(atPath: place.path("run")))
    }

    @Test func aFolderWithoutPyTorchIsNamed() throws {
        let place = try Workplace()
        let error = #expect(throws: RunError.self) { try Device.torchCPU.use(torch: place.path("torch")) }
        #expect(
            "\(error, default: "")" == """
                \(place.path("torch")) has no libtorch_cpu.so
                  fix: name the folder of an installed Python package torch, or compute on the processor
                """)
    }

    /// The library is found in the package's folder, and a file that is no library is said. In a process of its own, since a process opens
    /// one library.
    @Test func aLibraryThatCannotBeOpenedIsNamed() throws {
        let place = try Workplace()
        try FileManager.default.createDirectory(atPath: place.path("torch/lib"), withIntermediateDirectories: true)
        try place.write("torch/lib/libtorch_cpu.so", "no library")
        try place.write("torch/lib/libc10.so", "no library")
        let program = try Program.run("doctor", "--device", "torch-cpu", "--torch", place.path("torch"))
        #expect(program.status == 1)
        #expect(program.errors.contains("PyTorch in \(place.path("torch/lib")) cannot be used: "), "\(program.errors)")
        #expect(program.errors.contains("libc10.so"), "\(program.errors)")
        #expect(
            program.errors.contains("\n  fix: install a newer Python package torch, or compute with --device cpu"),
            "\(program.errors)")
    }
}
