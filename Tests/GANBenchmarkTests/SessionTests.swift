import Foundation
import GANBenchmark
import Testing

@Suite(.serialized) struct SessionTests {
    private static func product() throws -> Benchmark {
        try #require(Benchmark.all.first { $0.name == "matmul.512x512x512" })
    }

    /// A stand-in for Python that answers as `lines`, a shell script, says.
    private static func withPython<Result>(_ lines: String, _ body: (String) throws -> Result) throws -> Result {
        let file = FileManager.default.temporaryDirectory.appendingPathComponent("ganzoo-\(UUID().uuidString)")
        try Data("#!/bin/sh\n\(lines)\n".utf8).write(to: file)
        defer { try? FileManager.default.removeItem(at: file) }
        try FileManager.default.setAttributes([.posixPermissions: 0o700], ofItemAtPath: file.path)
        return try body(file.path)
    }

    @Test func measuresFigure() throws {
        let session = Session(threads: 1, seconds: 0.001, pyTorch: nil, profiles: true)
        let result = try session.measure(Self.product())
        #expect(result.own.repetitions >= 5)
        #expect((result.own.ofSgemm ?? 0) > 0)
        #expect(result.own.peakMegabytes == Double(3 * 512 * 512 * 4) * 1e-6)
        #expect(result.profile.first { $0.kernel == "matrixProduct" }?.calls == 1)
    }

    @Test func takesTurnsWithPyTorch() throws {
        let greeting = #"{"torch": "0", "benchmarks": ["matmul.512x512x512"]}"#
        try Self.withPython("echo '\(greeting)'; while read -r line; do echo '{\"times\": [0.5]}'; done") { python in
            let pyTorch = try PyTorch(python: python, threads: 1)
            let session = Session(threads: 1, seconds: 0.001, pyTorch: pyTorch, profiles: false)
            let result = try session.measure(Self.product())
            let other = try #require(result.pyTorch)
            #expect(other.benchmark == "pytorch.matmul.512x512x512")
            #expect(other.repetitions == 5)
            #expect(other.median == 0.5)
            #expect((result.own.ofPyTorch ?? 0) > 1)
        }
    }

    /// The script's first line has the keys that are read.
    @Test func theScriptGreetsAsExpected() throws {
        let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().appending(path: "Benchmarks/pytorch_reference.py")
        let text = try String(contentsOf: file, encoding: .utf8)
        #expect(
            text.contains(#"print(json.dumps({"torch": torch.__version__, "benchmarks": list(table)}), flush=True)"#))
    }

    @Test func reportsPyTorchsErrors() throws {
        let greeting = #"{"torch": "0", "benchmarks": ["matmul.512x512x512"]}"#
        try Self.withPython("echo '\(greeting)'; read -r line; echo '{\"error\": \"out of luck\"}'") { python in
            let session = Session(
                threads: 1, seconds: 0.001, pyTorch: try PyTorch(python: python, threads: 1), profiles: false)
            let error = #expect(throws: PyTorch.Failure.self) { try session.measure(Self.product()) }
            #expect(error?.description == "PyTorch could not measure matmul.512x512x512: out of luck")
        }
    }

    @Test func noticesThatPyTorchEnded() throws {
        try Self.withPython("exit 3") { python in
            let error = #expect(throws: PyTorch.Failure.self) { try PyTorch(python: python, threads: 1) }
            #expect(error?.description == "PyTorch's process ended at \(python); what it said stands above")
        }
    }
}
