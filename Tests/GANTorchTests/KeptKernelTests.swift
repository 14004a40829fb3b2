import CGANFusedEmulation
import Foundation
import GANTensor
import GANTestSupport
import Synchronization
import Testing

@testable import GANTorch

/// Compiled kernels that are kept between runs, with the NVRTC of this machine and a driver that computes on the processor.
@Suite struct KeptKernelTests {
    /// A store in memory.
    private final class Shelf: CubinStore {
        let cubins = Mutex<[CubinKey: [UInt8]]>([:])
        /// Counts of `keep`, which follows each compilation, and of cubins that were given out.
        let counts = Mutex((kept: 0, given: 0))

        func cubin(_ key: CubinKey) -> [UInt8]? {
            let cubin = cubins.withLock { $0[key] }
            if cubin != nil { counts.withLock { $0.given += 1 } }
            return cubin
        }

        func keep(_ cubin: [UInt8], for key: CubinKey) {
            cubins.withLock { $0[key] = cubin }
            counts.withLock { $0.kept += 1 }
        }
    }

    private static let hasCompiler: Bool = {
        let torch = InstalledTorch.folder.flatMap { try? TorchSearch.libraries(in: $0) }
        return (try? NVRTC.open(besideTorch: torch)) != nil
    }()
    private static let missing: Comment = "NVRTC was not found: set GANZOO_NVRTC to the folder of libnvrtc.so"

    /// As a program does at its start.
    private func start(_ shelf: Shelf) throws {
        let launcher = try DriverLauncher(device: 0, besideTorch: nil, store: shelf, finder: ge_driver) { 0 }
        for kernel in FusedKernel.allCases { #expect(launcher.problem(of: kernel) == nil) }
        let draw = RandomDraw(key: 7, step: 8, call: 9, firstElement: 3, distribution: .uniform)
        let y = Elements<Float>(count: 10)
        launcher.launch(try #require(FusedLaunch.random(draw, count: 10, into: y.address)))
        #expect(haveEqualBits(y.values, draw.reals(10)))
    }

    @Test(.enabled(if: hasCompiler, missing)) func theSecondStartCompilesNothing() throws {
        let shelf = Shelf()
        try start(shelf)
        #expect(shelf.counts.withLock { $0 == (FusedSource.allCases.count, 0) })
        try start(shelf)
        #expect(shelf.counts.withLock { $0 == (FusedSource.allCases.count, FusedSource.allCases.count) })
    }

    /// The driver refuses what is no cubin for its GPU.
    @Test(.enabled(if: hasCompiler, missing)) func aCubinThatDoesNotLoadIsCompiledAnew() throws {
        let shelf = Shelf()
        try start(shelf)
        let good = shelf.cubins.withLock(\.self)
        shelf.cubins.withLock { cubins in
            for key in good.keys where key.source == FusedSource.random.text {
                cubins[key] = Array(repeating: 1, count: 5000)
            }
        }
        try start(shelf)
        #expect(shelf.counts.withLock { $0.kept } == FusedSource.allCases.count + 1)
        #expect(shelf.cubins.withLock(\.self) == good)
    }

    @Test func whateverDecidesTheBytesIsInTheKey() {
        let key = CubinKey(source: "a", capability: 90, compiler: "12.9")
        let others = [
            CubinKey(source: "b", capability: 90, compiler: "12.9"),
            CubinKey(source: "a", capability: 100, compiler: "12.9"),
            CubinKey(source: "a", capability: 90, compiler: "13.0"),
        ]
        #expect(Set((others + [key]).map(\.text)).count == 4)
        #expect(key.text == "NVRTC 12.9 sm_90 --std=c++17 --fmad=false\na")
    }
}
