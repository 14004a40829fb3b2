import Foundation
import GANTensor

/// The machine of a measurement.
package struct Machine {
    package var processor: String
    /// The widest relevant vector instructions.
    package var vectors: String
    /// The processors that this process may use, and the number of threads.
    package var cores: Int
    package var threads: Int
    package var memoryGigabytes: Double?
    package var openBLAS: String
    package var openBLASCore: String
    package var compiler: String
    package var pyTorch: String?

    static func current(threads: Int, pyTorch: String?) -> Machine {
        let processor = (try? String(contentsOfFile: "/proc/cpuinfo", encoding: .utf8)) ?? ""
        let flags = value(of: "flags", in: processor) ?? value(of: "Features", in: processor) ?? ""
        let known = Set(flags.split(separator: " "))
        let memory = (try? String(contentsOfFile: "/proc/meminfo", encoding: .utf8)) ?? ""
        let kilobytes = value(of: "MemTotal", in: memory)?.split(separator: " ").first.flatMap { Double($0) }
        return Machine(
            processor: value(of: "model name", in: processor) ?? "unknown",
            vectors: ["avx512f", "avx2", "sve", "asimd"].first { known.contains($0[...]) } ?? "unknown",
            cores: CPUBackend.availableThreads, threads: threads, memoryGigabytes: kilobytes.map { $0 * 1024 * 1e-9 },
            openBLAS: OpenBLAS.configuration, openBLASCore: OpenBLAS.coreName,
            compiler: compiler, pyTorch: pyTorch)
    }

    /// The value of the first line `key : value`.
    package static func value(of key: String, in text: String) -> String? {
        for line in text.split(separator: "\n") {
            let parts = line.split(separator: ":", maxSplits: 1).map { $0.trimmingCharacters(in: .whitespaces) }
            if parts.count == 2, parts[0] == key { return parts[1] }
        }
        return nil
    }

    /// SwiftPM stores the compiler's version in the build folder.
    private static var compiler: String {
        let folder = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath().deletingLastPathComponent()
        let files = (try? FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil)) ?? []
        let note = files.first { $0.lastPathComponent.hasPrefix("swift-version") }
        let text = note.flatMap { try? String(contentsOf: $0, encoding: .utf8) } ?? ""
        return text.split(separator: "\n").first.map(String.init) ?? "unknown"
    }

    package var jsonLine: String {
        var line = JSONLine()
        line.add("machine", processor)
        line.add("vectors", vectors)
        line.add("cores", cores)
        line.add("threads", threads)
        line.add("memory_gb", memoryGigabytes)
        line.add("openblas", openBLAS)
        line.add("openblas_core", openBLASCore)
        line.add("compiler", compiler)
        line.add("pytorch", pyTorch)
        return line.text
    }

    /// The line above a table.
    package var summary: String {
        let other = pyTorch.map { "; PyTorch \($0)" } ?? ""
        return "\(processor) (\(vectors)), \(threads) of \(cores) cores; \(openBLAS), core \(openBLASCore); "
            + "\(compiler)\(other)"
    }
}
