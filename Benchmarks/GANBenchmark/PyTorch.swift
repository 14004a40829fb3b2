import Foundation

/// The same benchmarks in PyTorch, measured by a Python process that waits for its turn.
///
/// A request is a line `<seconds> <benchmark>`; the answer is one line of JSON.
package final class PyTorch {
    /// The path from the repository's root.
    static let script = "Benchmarks/pytorch_reference.py"

    package struct Failure: Error, CustomStringConvertible {
        package let description: String
    }

    private struct Greeting: Decodable {
        let torch: String
        let benchmarks: [String]
    }

    private struct Answer: Decodable {
        let times: [Double]?
        let peakMegabytes: Double?
        let error: String?

        enum CodingKeys: String, CodingKey {
            case times, error
            case peakMegabytes = "peak_mb"
        }
    }

    /// The PyTorch side of one benchmark.
    struct Contender: GANBenchmark.Contender {
        fileprivate let pyTorch: PyTorch
        fileprivate let benchmark: String

        mutating func round(_ seconds: Double) throws -> [Double] { try pyTorch.round(benchmark, seconds) }
    }

    package let version: String
    /// Peak memory of the process of the last measured benchmark, if it has its own process.
    private(set) var peakMegabytes: Double?
    private let benchmarks: Set<String>
    private let process = Process()
    private let requests = Pipe()
    private let answers = Pipe()
    private var received = Data()

    /// - Parameter python: a Python interpreter with `torch`.
    package init(python: String, threads: Int) throws {
        guard FileManager.default.isReadableFile(atPath: Self.script) else {
            throw Failure(description: "\(Self.script) is not here: run this from the repository's root")
        }
        // If the process died, the answer is empty.
        signal(SIGPIPE, SIG_IGN)
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = [python, Self.script, "--serve", "--threads", String(threads)]
        (process.standardInput, process.standardOutput) = (requests, answers)
        try process.run()
        try? answers.fileHandleForWriting.close()
        let greeting: Greeting = try Self.next(from: answers, &received, python)
        (version, benchmarks) = (greeting.torch, Set(greeting.benchmarks))
    }

    deinit {
        try? requests.fileHandleForWriting.close()
        process.waitUntilExit()
    }

    /// Nil if the script has no such benchmark.
    func contender(_ benchmark: String) throws -> Contender? {
        guard benchmarks.contains(benchmark) else { return nil }
        // Prepares and warms up.
        _ = try round(benchmark, 0)
        return Contender(pyTorch: self, benchmark: benchmark)
    }

    private func round(_ benchmark: String, _ seconds: Double) throws -> [Double] {
        try? requests.fileHandleForWriting.write(contentsOf: Data("\(seconds) \(benchmark)\n".utf8))
        let answer: Answer = try Self.next(from: answers, &received, benchmark)
        guard let times = answer.times, !times.isEmpty else {
            throw Failure(
                description: "PyTorch could not measure \(benchmark): \(answer.error ?? "no times came back")")
        }
        peakMegabytes = answer.peakMegabytes
        return times
    }

    private static func next<Message: Decodable>(
        from pipe: Pipe, _ received: inout Data, _ what: String
    ) throws -> Message {
        while true {
            if let end = received.firstIndex(of: UInt8(ascii: "\n")) {
                let line = received[..<end]
                received = Data(received[(end + 1)...])
                return try JSONDecoder().decode(Message.self, from: line)
            }
            let more = pipe.fileHandleForReading.availableData
            guard !more.isEmpty else {
                throw Failure(description: "PyTorch's process ended at \(what); what it said stands above")
            }
            received += more
        }
    }
}
