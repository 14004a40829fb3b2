import Foundation

/// The table of benchmarks in a Markdown file, between two marker comments.
package struct Markdown {
    private static let begin = "<!-- ganzoo-bench: begin -->"
    private static let end = "<!-- ganzoo-bench: end -->"

    /// A table of `benchmarks`, with empty cells where `outcomes` has no entry.
    package static func table(benchmarks: [Benchmark], outcomes: [String: Outcome], machine: Machine?) -> String {
        var lines = machine.map { ["Measured on: \($0.summary).", ""] } ?? []
        lines += [
            "| benchmark | what one call does | value | unit | of sgemm | of memcpy | of PyTorch | peak MB |",
            "| --- | --- | ---: | --- | ---: | ---: | ---: | ---: |",
        ]
        lines += benchmarks.map { benchmark in
            let outcome = outcomes[benchmark.name]
            let numbers = [outcome?.ofSgemm, outcome?.ofMemcpy, outcome?.ofPyTorch, outcome?.peakMegabytes]
            let cells =
                ["`\(benchmark.name)`", benchmark.summary, outcome.map { short($0.value) } ?? "", benchmark.work.unit]
                + numbers.map { $0.map(short) ?? "" }
            return "| " + cells.joined(separator: " | ") + " |"
        }
        return lines.joined(separator: "\n")
    }

    /// `text` with `table` between its marks; nil if it has no marks.
    package static func replacingTable(in text: String, by table: String) -> String? {
        guard let begin = text.range(of: begin), let end = text.range(of: end, range: begin.upperBound..<text.endIndex)
        else { return nil }
        return text[..<begin.upperBound] + "\n\n" + table + "\n\n" + text[end.lowerBound...]
    }

    /// A new file with `table`.
    package static func page(_ table: String) -> String { "\(begin)\n\n\(table)\n\n\(end)\n" }
}
