import ArgumentParser
import Foundation
import GANTensor

package struct BenchCommand: ParsableCommand {
    package static let configuration = CommandConfiguration(
        commandName: "ganzoo-bench",
        abstract: "Measures the speed of the engine, relative to OpenBLAS's matrix product and to plain copying.")

    @Option(help: "Measure only benchmarks whose names contain this text or match this shell pattern; repeatable.")
    var only: [String] = []

    @Option(help: "Threads for the engine, OpenBLAS and PyTorch. (default: all processors)")
    var threads: Int?

    @Option(help: "Minimum seconds for each benchmark; at least five rounds are measured.")
    var seconds = 1.0

    @Option(help: "The file for the results, one JSON object per line.")
    var output = "Benchmarks/latest.jsonl"

    @Option(help: "Also write a Markdown table: into the marked place of this file, or as a new file.")
    var markdown: String?

    @Option(help: "A Python interpreter with torch: the same benchmarks are measured there too, in turn.")
    var pytorch: String?

    @Option(
        help:
            "The folder of a Python package torch: a network's calls of its operators and of fused kernels are counted too, and the cost of one is measured."
    )
    var torch: String?

    @Flag(help: "Print time, calls and bytes of each kernel.")
    var profile = false

    @Flag(help: "List the benchmarks without measuring; with --markdown, write an empty table.")
    var list = false

    package init() {}

    /// Wrong arguments end the program with one line and exit code 2.
    package static func run() {
        do {
            var command = try parseAsRoot()
            try command.run()
        } catch {
            switch exitCode(for: error) {
            case .success: exit(withError: error)  // --help
            case .validationFailure:
                report(message(for: error).split(separator: "\n").joined(separator: " "))
                exit(withError: ExitCode(2))
            default:
                report("\(error)")
                exit(withError: ExitCode.failure)
            }
        }
    }

    private static func report(_ message: String) {
        FileHandle.standardError.write(Data("ganzoo-bench: \(message)\n".utf8))
    }

    package func validate() throws {
        let available = CPUBackend.availableThreads
        if let threads, !(1...available).contains(threads) {
            throw ValidationError("--threads is \(threads): this process has 1 to \(available) processors")
        }
        guard seconds > 0, seconds.isFinite else {
            throw ValidationError("--seconds is \(seconds): a time above 0 is needed")
        }
        for pattern in only where !Benchmark.all.contains(where: { Pattern(pattern).matches($0.name) }) {
            throw ValidationError("--only \(pattern) matches no benchmark; --list names them")
        }
        for path in (list ? [] : [output]) + (markdown.map { [$0] } ?? []) {
            let folder = URL(fileURLWithPath: path).deletingLastPathComponent().path
            guard FileManager.default.isWritableFile(atPath: folder) else {
                throw ValidationError("\(path) cannot be written: \(folder) is no folder that this user may write to")
            }
            // Files are replaced by renaming, which would replace a device too.
            let kind = try? FileManager.default.attributesOfItem(atPath: path)[.type] as? FileAttributeType
            guard kind == nil || kind == .typeRegular else {
                throw ValidationError("\(path) cannot be written: it is there and no ordinary file")
            }
        }
        if let markdown, let text = try? String(contentsOfFile: markdown, encoding: .utf8),
            Markdown.replacingTable(in: text, by: "") == nil
        {
            throw ValidationError("\(markdown) exists and has no place marked for the table")
        }
    }

    package func run() throws {
        let benchmarks = Benchmark.all.filter { benchmark in
            only.isEmpty || only.contains { Pattern($0).matches(benchmark.name) }
        }
        if list {
            let width = benchmarks.map(\.name.count).max() ?? 0
            for benchmark in benchmarks {
                let space = String(repeating: " ", count: width - benchmark.name.count + 2)
                print(benchmark.name + space + benchmark.summary)
            }
            try writeMarkdown(benchmarks, outcomes: [:], machine: nil)
        } else {
            try measure(benchmarks)
        }
    }

    private func measure(_ benchmarks: [Benchmark]) throws {
        let threads = threads ?? CPUBackend.availableThreads
        let pyTorch = try pytorch.map { try PyTorch(python: $0, threads: threads) }
        let machine = Machine.current(threads: threads, pyTorch: pyTorch?.version)
        if OpenBLAS.isOpenMPBuild {
            Self.report("this OpenBLAS is an OpenMP build and keeps its own threads: benchmarks with products mislead")
        }
        let counter = try torch.map { try TorchCounter(folder: $0, threads: threads) }
        let session = Session(threads: threads, seconds: seconds, pyTorch: pyTorch, profiles: profile)
        let table = Table(benchmarks: benchmarks, comparesToPyTorch: pyTorch != nil)
        var lines = [machine.jsonLine]
        var outcomes: [String: Outcome] = [:]
        show(machine.summary + "\n\n" + table.header)
        if let counter { show(try counter.overheadText(beside: pyTorch)) }
        for benchmark in benchmarks {
            let result = try session.measure(benchmark)
            lines += [result.own.jsonLine] + (result.pyTorch.map { [$0.jsonLine] } ?? [])
            outcomes[benchmark.name] = result.own
            show(table.row(result.own, pyTorch: result.pyTorch))
            if let calls = result.own.kernelCalls { show("    \(short(calls)) kernel calls") }
            if let counter, benchmark.work.isOfImages { show(try counter.text(of: benchmark)) }
            for line in result.profile { show(line.text) }
        }
        try write(lines.joined(separator: "\n") + "\n", to: output)
        try writeMarkdown(benchmarks, outcomes: outcomes, machine: machine)
    }

    /// Prints without buffering, also into a pipe.
    private func show(_ text: String) {
        print(text)
        fflush(nil)
    }

    private func writeMarkdown(_ benchmarks: [Benchmark], outcomes: [String: Outcome], machine: Machine?) throws {
        guard let markdown else { return }
        let table = Markdown.table(benchmarks: benchmarks, outcomes: outcomes, machine: machine)
        let old = try? String(contentsOfFile: markdown, encoding: .utf8)
        try write(old.flatMap { Markdown.replacingTable(in: $0, by: table) } ?? Markdown.page(table), to: markdown)
    }

    /// Writes the file completely or not at all.
    private func write(_ text: String, to path: String) throws {
        try Data(text.utf8).write(to: URL(fileURLWithPath: path), options: .atomic)
    }
}
