import GANCore

extension EvaluationReport {
    /// Describes a value that no evaluation writes; nil if there is none. A report may come with a stranger's run, and its names
    /// and numbers are sorted, compared and printed.
    package var defect: String? {
        let names = names
        guard names.count <= Self.mostNames else {
            return "it has more than \(grouped(Self.mostNames)) scores and tables"
        }
        if let name = names.first(where: { !Self.isName($0) }) {
            return "`\(name.prefix(80))` is not the name of a score"
        }
        if let matrix = classMatrices.first(where: { !$0.isWhole }) {
            return "the matrix `\(matrix.name)` does not have a row and a column for each of its classes"
        }
        return counts.first { !(0...(1 << 53)).contains($0.number) }.map {
            "`\($0.name)` is \($0.number), which is not in 0 ... \(1 << 53)"
        }
    }

    /// Names are compared with each other. All metrics of this program together have some dozen.
    private static let mostNames = 1000

    static func isName(_ name: String) -> Bool { name.wholeMatch(of: /[a-z0-9_]{1,100}/) != nil }

    private var names: [String] {
        scores.keys.sorted() + metrics.flatMap { [$0.type] + $0.scores.map(\.name) } + classScores.map(\.name)
            + classMatrices.map(\.name)
    }

    private var counts: [(name: String, number: Int)] {
        let samples = measuredBy.samples
        let own: [(String, Int?)] = [
            ("protocol.reference.count", measuredBy.reference.count), ("protocol.samples.count", samples.count),
            ("protocol.samples.per_class", samples.perClass), ("protocol.samples.seed", samples.seed),
            ("protocol.samples.step", samples.step), ("protocol.samples.arithmetic", samples.arithmetic),
            ("protocol.samples.truncation_layers", samples.truncationLayers),
        ]
        let ofClasses = classScores.flatMap(\.rows).flatMap { [$0.trainingImages, $0.reals, $0.fakes] }
        let all = own + ofClasses.map { ("class_scores.rows", $0) }
        return all.compactMap { name, number in number.map { (name, $0) } }
    }
}
