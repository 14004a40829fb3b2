import GANCore
import GANMetrics

/// The scores of a run's newest checkpoint that was evaluated, and a list of earlier evaluations.
struct ReportScores {
    private let newest: [(name: String, report: EvaluationReport)]
    private let earlier: [(name: String, report: EvaluationReport)]
    private let digest: RunDigest

    init(_ digest: RunDigest) {
        self.digest = digest
        let step = digest.evaluations.first?.report.measuredBy.samples.step
        let own = digest.evaluations.filter { $0.report.measuredBy.samples.step == step }
        let shown = Array(own.prefix(Self.mostReports))
        newest = shown
        earlier = digest.evaluations.filter { entry in !shown.contains { $0.name == entry.name } }
    }

    private static let mostReports = 4

    /// Nil if the run was not evaluated.
    var markup: Markup? {
        if newest.isEmpty { return nil }
        let notes: Markup = """
            <p class="soft">Reports have no intervals of single classes: those need runs with several seeds, compared on one page.</p>
            """
        return Markup(newest.map { part($0.name, $0.report) } + [notes, earlierScores])
    }

    private func part(_ file: String, _ report: EvaluationReport) -> Markup {
        let own = report.measuredBy
        let caveats = report.caveats.map { caveat -> Markup in "\(caveat)" }
        return """
            <h3>\(own.samples.name.onOneLine), \(own.network.title.onOneLine)</h3>
            <p class="soft">\(counted(own.samples.count, "image")) against \(grouped(own.reference.count)) of \
            \(own.reference.name.lastPathPart.onOneLine)\(own.reference.split.map { " (\($0.rawValue))" } ?? ""). File: \(file)</p>
            \(scores(report))
            \(caveats.isEmpty ? "" : .list(caveats))
            \(Self.tables(report.classScores))
            \(report.classMatrices.map(matrix))
            """
    }

    private func scores(_ report: EvaluationReport) -> Markup {
        let deviations = report.orderedScores.map { report.scores["\($0)_deviation"] }
        let haveDeviations = deviations.contains { $0 != nil }
        return .table(
            "Scores", head: ["score", "value"] + (haveDeviations ? ["± deviation"] : []),
            zip(report.orderedScores, deviations).map { name, deviation in
                (
                    name: Self.title(name, report.better(name)),
                    cells: [Markup.Cell(report.scores[name])] + (haveDeviations ? [Markup.Cell(deviation)] : [])
                )
            })
    }

    /// The name of a score, with an arrow towards better values.
    static func title(_ name: String, _ better: ScoreDirection?) -> Markup {
        let name = Markup.breakable(name)
        return switch better {
        case nil: name
        case .lower: "\(name) <span aria-label=\"lower is better\" role=\"img\">↓</span>"
        case .higher: "\(name) <span aria-label=\"higher is better\" role=\"img\">↑</span>"
        }
    }

    /// Tables of the same classes, with a column for each measure.
    private static func tables(_ classes: [ClassScores]) -> Markup {
        var groups: [(names: Set<String>, tables: [ClassScores])] = []
        for table in classes {
            let names = Set(table.rows.map(\.name))
            if let index = groups.firstIndex(where: { $0.names == names }) {
                groups[index].tables.append(table)
            } else {
                groups.append((names, [table]))
            }
        }
        return Markup(groups.map { table($0.tables) })
    }

    /// From the class with the most training images to the one with the fewest.
    private static func table(_ measures: [ClassScores]) -> Markup {
        let columns = measures.map { Dictionary($0.rows.map { ($0.name, $0) }) { first, _ in first } }
        let heads = measures.map { title($0.title.onOneLine, $0.better) }
        return .table(
            "Scores of classes, from head to tail", head: ["class", "training images"] + heads,
            measures[0].headToTail.map { row in
                let images: Markup.Cell = .init("\(row.trainingImages.map(grouped) ?? "")", style: "number")
                return (name: .name(row.name), cells: [images] + columns.map { cell($0[row.name]) })
            })
    }

    private static func cell(_ row: ClassScores.Row?) -> Markup.Cell {
        row?.value.map { Markup.Cell($0) } ?? Markup.Cell("\(row?.caveat ?? "")", style: "value")
    }

    // MARK: Classes confused

    private func matrix(_ matrix: ClassMatrix) -> Markup {
        let shown = matrix.classes.count <= Self.mostColumns
        return """
            <h3>Classes confused</h3>
            \(confusions(matrix))
            \(shown ? wholeMatrix(matrix) : "")
            """
    }

    private static let mostColumns = 30
    private static let mostPairs = 10
    private static let leastShare = 0.05

    /// The largest numbers beside the diagonal.
    private func confusions(_ matrix: ClassMatrix) -> Markup {
        let pairs = matrix.classes.indices.flatMap { row in
            matrix.classes.indices.compactMap { column in
                row == column ? nil : matrix.values[row][column].map { (row: row, column: column, share: $0) }
            }
        }.filter { $0.share >= Self.leastShare }.sorted { $0.share > $1.share }
        guard !pairs.isEmpty else { return "<p>No class is taken for another one in 5 % of its images.</p>" }
        return .list(
            pairs.prefix(Self.mostPairs).map { pair in
                "\(.name(matrix.classes[pair.row])) → \(.name(matrix.classes[pair.column])): \(Self.percent(pair.share)) %"
            })
    }

    private func wholeMatrix(_ matrix: ClassMatrix) -> Markup {
        .table(
            "\(matrix.title.onOneLine), percent", head: [""] + matrix.classes.map { Markup.name($0) },
            zip(matrix.classes, matrix.values).map { name, values in
                (
                    name: .name(name),
                    cells: values.map { value in
                        let shade = value.map { Int((min(max($0, 0), 1) * 9).rounded()) } ?? 0
                        return Markup.Cell("\(value.map(Self.percent) ?? "")", style: "number share-\(shade)")
                    }
                )
            })
    }

    private static func percent(_ share: Double) -> String { plainNumber((share * 1000).rounded() / 10) }

    // MARK: Earlier evaluations

    private var earlierScores: Markup {
        guard !earlier.isEmpty else { return "" }
        var names: [String] = []
        for entry in earlier { names += entry.report.orderedScores.filter { !names.contains($0) } }
        let rows = earlier.map { entry in
            let step = entry.report.measuredBy.samples.step
            return (
                name: "\(entry.name)" as Markup,
                cells: [Markup.Cell("\(step.map(digest.place) ?? "")", style: "number")]
                    + names.map { Markup.Cell(entry.report.scores[$0]) }
            )
        }
        let heads: [Markup] = ["file", "trained"] + names.map { name -> Markup in "\(name)" }
        return .details("Other evaluations", .table("Other evaluations, the newest first", head: heads, rows))
    }
}
