import Foundation
import GANBenchmark
import Testing

@Suite struct ReportingTests {
    private static func benchmark(_ name: String) throws -> Benchmark {
        try #require(Benchmark.all.first { $0.name == name })
    }

    @Test func writesMembersInOrder() {
        var line = JSONLine()
        line.add("benchmark", "sgemm")
        line.add("value", 123.456)
        line.add("of_sgemm", nil as Double?)
        line.add("spread", Double.nan)
        line.add("repetitions", 7)
        #expect(line.text == #"{"benchmark": "sgemm", "value": 123.5, "repetitions": 7}"#)
    }

    @Test func escapesText() throws {
        let text = "a \"b\" \\ c\n\u{1}é"
        var line = JSONLine()
        line.add(text, text)
        let read = try JSONSerialization.jsonObject(with: Data(line.text.utf8)) as? [String: String]
        #expect(read == [text: text])
    }

    @Test func ratesConvolutionAgainstProduct() throws {
        let benchmark = try Self.benchmark("conv3x3.forward.32x128x128x32")
        let sgemm = try Self.benchmark("sgemm")
        #expect(benchmark.work == .operations(2 * 9 * 32 * 128 * 128 * 32 * 32))
        // As long as it takes to do the work at twice the product's rate.
        let seconds = benchmark.work.amount / 100 / 2
        let outcome = Outcome(
            benchmark, Timings(rounds: [[seconds], [seconds]]), beside: Timings(rounds: [[sgemm.work.amount / 100]]))
        #expect(abs(outcome.value - 200) < 1e-9)
        #expect(abs((outcome.ofSgemm ?? 0) - 2) < 1e-9)
        #expect(outcome.ofMemcpy == nil)
    }

    /// How long a start takes is its value; of everything else it is the work done in a second.
    @Test func aStartsValueIsItsTime() throws {
        let start = Outcome(try Self.benchmark("start.stylegan2-small32"), Timings(rounds: [[0.25]]), beside: nil)
        #expect(start.value == 0.25 && start.unit == "s")
        let training = try Self.benchmark("train.stylegan2-small32")
        #expect(Outcome(training, Timings(rounds: [[0.25]]), beside: nil).value == 32 / 0.25)
    }

    @Test func writesOutcome() throws {
        let sgemm = try Self.benchmark("sgemm")
        var outcome = Outcome(sgemm, Timings(rounds: [[0.02, 0.01], [0.02]]), beside: nil)
        outcome.peakMegabytes = 12.5
        #expect(
            outcome.jsonLine
                == #"{"benchmark": "sgemm", "value": 107.4, "unit": "GFLOP/s", "peak_mb": 12.5, "ms": 20.0, "min_ms": 10.0, "#
                + #""spread": 0.25, "repetitions": 3}"#)
    }

    @Test func alignsTable() throws {
        let chosen = [try Self.benchmark("sgemm"), try Self.benchmark("memory.memcpy")]
        let table = Table(benchmarks: chosen, comparesToPyTorch: true)
        let outcomes = chosen.map { Outcome($0, Timings(rounds: [[0.5]]), beside: nil) }
        let rows = outcomes.map { table.row($0, pyTorch: $0) }
        #expect(table.header.hasPrefix("benchmark         value  unit     of sgemm"))
        #expect(rows[0].hasPrefix("sgemm              4.29  GFLOP/s"))
        #expect(rows[1].hasPrefix("memory.memcpy     0.268  GB/s   "))
    }

    @Test func replacesMarkedTable() throws {
        let page = "before\n" + Markdown.page("old") + "after\n"
        let new = try #require(Markdown.replacingTable(in: page, by: "new"))
        #expect(new == "before\n" + Markdown.page("new") + "after\n")
        #expect(Markdown.replacingTable(in: "no marks", by: "new") == nil)
    }

    @Test func leavesUnmeasuredCellsEmpty() throws {
        let table = Markdown.table(benchmarks: [try Self.benchmark("sgemm")], outcomes: [:], machine: nil)
        #expect(table.hasSuffix("yardstick |  | GFLOP/s |  |  |  |  |"))
    }

    @Test func readsProcFiles() {
        let text = "processor\t: 0\nmodel name\t: A: B\nflags\t\t: avx avx2\n"
        #expect(Machine.value(of: "model name", in: text) == "A: B")
        #expect(Machine.value(of: "model", in: text) == nil)
    }
}
