import Foundation
import GANRecipe

import struct GANCore.RecipeNode

/// What a published configuration says of a recipe's values, one file a group of recipes: Tests/Reference/parity/*.yaml.
///
///     sources:
///       StudioGAN: POSTECH-CVLab/PyTorch-StudioGAN 947b35e…       # repository and commit
///     tables:
///       cifar10/reacgan:
///         released: src/configs/CIFAR10/ReACGAN.yaml               # none where no such configuration is published
///         inherits: cifar10/biggan_studiogan                       # rows of another table, of any file
///         rows:
///           train.batch: [128, StudioGAN, src/configs/CIFAR10/ReACGAN.yaml:29]
///           train.kimg: [64000, StudioGAN, "src/config.py:256", 100000 steps of 640 images]
///           train.joint_batch: [false, ours, why this value has no published counterpart]
///         not_expressible:
///           precision: [mixed, StudioGAN, README.md:320, single precision]     # the last is a line of the recipe's `fixed`
///         unused:
///           generator.shared_dim: why this key has no effect
struct ParityTable {
    struct Row {
        let value: RecipeNode
        let source: String
        let place: String
    }

    /// What no key of a recipe can say.
    struct Difference {
        let row: Row
        /// A line of `about.fixed`.
        let fixed: String
    }

    var hasReleasedConfiguration = false
    var rows: [String: Row] = [:]
    var differences: [String: Difference] = [:]
    var unused: Set<String> = []
}

/// The tables of a folder, each with the rows that it inherits.
struct ParityTables {
    let all: [String: ParityTable]
    /// Repository and commit of each source.
    let sources: [String: String]
    /// What is wrong with the files.
    let problems: [String]

    static let folder = Recipes.folder.deletingLastPathComponent().appendingPathComponent("Tests/Reference/parity").path

    static let published: ParityTables = {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        let files = names.filter { $0.hasSuffix(".yaml") }.sorted().map { "\(folder)/\($0)" }
        return ParityTables(files.map { RecipeReader(environment: [:]).read(path: $0) })
    }()

    init(_ files: [ReadRecipe]) {
        var reading = ParityReading(problems: files.flatMap { $0.problems.map { "\($0)" } })
        let nodes = files.compactMap(\.root)
        for entry in nodes.flatMap({ $0["sources"]?.entries ?? [] }) {
            reading.sources[entry.key] = entry.value.inlineText
        }
        let tables = nodes.flatMap { $0["tables"]?.entries ?? [] }
        for entry in tables where reading.nodes.updateValue(entry.value, forKey: entry.key) != nil {
            reading.problems.append("\(entry.key): there are two tables of this name")
        }
        var all: [String: ParityTable] = [:]
        for entry in tables { all[entry.key] = reading.table(entry.key, below: []) }
        (self.all, sources, problems) = (all, reading.sources, reading.problems)
    }
}

private struct ParityReading {
    var nodes: [String: RecipeNode] = [:]
    var sources: [String: String] = [:]
    var problems: [String]

    init(problems: [String]) { self.problems = problems }

    /// - Parameter heirs: tables that inherit from this one.
    mutating func table(_ name: String, below heirs: [String]) -> ParityTable {
        guard let node = nodes[name], !heirs.contains(name) else {
            problems.append("\(heirs.last ?? name): it inherits from `\(name)`, which is no table that can be")
            return ParityTable()
        }
        var table = node["inherits"].map { self.table($0.inlineText, below: heirs + [name]) } ?? ParityTable()
        table.hasReleasedConfiguration = node["released"].map { !$0.isNull && $0.inlineText != "none" } ?? false
        for entry in node["rows"]?.entries ?? [] {
            // A row that is null is inherited no longer.
            table.rows[entry.key] = entry.value.isNull ? nil : row(entry.value, "\(name): `\(entry.key)`")
        }
        for entry in node["not_expressible"]?.entries ?? [] { add(entry, to: &table, name) }
        table.unused.formUnion((node["unused"]?.entries ?? []).map(\.key))
        for key in table.rows.keys { table.unused.remove(key) }
        return table
    }

    private mutating func add(_ entry: RecipeNode.Entry, to table: inout ParityTable, _ name: String) {
        table.differences[entry.key] = nil
        guard !entry.value.isNull, let row = row(entry.value, "\(name): `\(entry.key)`") else { return }
        guard case .list(let parts) = entry.value.content, parts.count == 4 else {
            problems.append("\(name): `\(entry.key)` does not say which line of `fixed` names it")
            return
        }
        table.differences[entry.key] = ParityTable.Difference(row: row, fixed: parts[3].plainText)
    }

    private mutating func row(_ node: RecipeNode, _ place: String) -> ParityTable.Row? {
        guard case .list(let parts) = node.content, parts.count == 3 || parts.count == 4 else {
            problems.append("\(place) is no [value, source, file:line, note]")
            return nil
        }
        let row = ParityTable.Row(value: parts[0], source: parts[1].plainText, place: parts[2].plainText)
        if row.source != "ours" {
            if sources[row.source] == nil { problems.append("\(place) is of `\(row.source)`, which is no source") }
            let places = row.place.split(separator: " ")
            if places.isEmpty || !places.allSatisfy(Self.isPlace) {
                problems.append("\(place) is at `\(row.place)`, which is no file and line")
            }
        }
        return row
    }

    /// `src/config.py:256`, or lines `256-258`.
    private static func isPlace(_ text: Substring) -> Bool {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count == 2, !parts[0].isEmpty else { return false }
        return parts[1].split(separator: "-", omittingEmptySubsequences: false).allSatisfy { Int($0) != nil }
    }
}

extension RecipeNode {
    /// A scalar's text without quotes, else as a recipe would have it in a line.
    var plainText: String { if case .scalar(let text, _) = content { text } else { inlineText } }
}
