import Foundation
import GANTestSupport
import Testing

/// Which of OpenBLAS's kernels the program comes to use.
@Suite struct ProcessorKernelsTests {
    private static let flags: Set<Substring> = {
        let text = (try? String(contentsOfFile: "/proc/cpuinfo", encoding: .utf8)) ?? ""
        return Set((text.split(separator: "\n").first { $0.hasPrefix("flags") } ?? "").split(separator: " "))
    }()

    private func doctor(_ environment: [String: String] = [:]) throws -> String {
        try Program.run(
            Program.products.appending(path: "ganzoo").path, ["doctor"], environment: environment
        ).output
    }

    /// An OpenBLAS that is older than the processor takes it for the oldest of all.
    @Test(.enabled(if: flags.contains("avx2") && flags.contains("fma"))) func areNotTheOldest() throws {
        let output = try doctor()
        #expect(output.contains("kernels for") && !output.contains("kernels for Prescott"))
    }

    @Test(.enabled(if: flags.contains("avx2") && flags.contains("fma"))) func areTheUsersChoice() throws {
        #expect(try doctor(["OPENBLAS_CORETYPE": "Haswell"]).contains("kernels for Haswell"))
        #expect(try doctor(["OPENBLAS_CORETYPE": "Prescott"]).contains("kernels for Prescott"))
    }
}
