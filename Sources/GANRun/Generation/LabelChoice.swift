import GANCore
import GANPictures
import GANTrain

/// The labels that images can be generated for, read from a run's folder.
package struct LabelChoice {
    private let info: DatasetInfo
    /// Rows of labels that are not classes.
    private let stored: [LabelRow]
    /// The components of label vectors; empty for other labels, and for runs that do not store them.
    package let axes: [LabelAxis]

    package init(_ data: DatasetInfoFile) {
        (info, axes) = (data.info, data.axes)
        switch info.labelKind {
        // A row of a class is made when it is asked for: each has as many numbers as there are classes.
        case .classes: stored = []
        case .none: stored = LabelRow.unlabeled(1)
        case .attributes, .vectors: stored = data.labelRows
        }
    }

    package var isLabeled: Bool { info.labelKind != .none }

    /// Names of the attributes or components of label vectors; empty if they have none, and for classes.
    package var componentNames: [String] { info.labelKind == .classes ? [] : info.classNames }

    /// The label for dataset.json: a class number, or the whole label vector.
    package func text(of row: LabelRow) -> String {
        info.labelKind == .classes ? "\(row.index)" : "[\(row.label.map { "\($0)" }.joined(separator: ", "))]"
    }

    /// At most `limit` rows, evenly spaced from head to tail.
    package func all(atMost limit: Int) -> [LabelRow] {
        info.labelKind == .classes
            ? LabelRow.classes(info, atMost: limit) : ClassFrequencyOrder.spread(stored, atMost: limit)
    }

    /// The named rows in that order; with no names, at most `limit` of all rows.
    /// - Parameter option: what names them, in the caller's words, for the message.
    /// - Throws: `RunError` for an unknown name; the message suggests similar ones.
    package func rows(named texts: [String], atMost limit: Int, option: String) throws -> [LabelRow] {
        guard !texts.isEmpty else { return all(atMost: limit) }
        guard isLabeled else {
            throw RunError.unfit("the run's data have no labels\n  fix: omit \(option)")
        }
        return try texts.flatMap { text in
            // A name may contain a comma.
            if let whole = row(named: text) { return [whole] }
            return try text.split(separator: ",", omittingEmptySubsequences: false).flatMap { try part(String($0)) }
        }
    }

    /// The rows that a user asked for: named ones, then labels, then those of a file; without any, at most `limit` of all rows.
    /// - Throws: `RunError` for an unknown name, and for labels that do not fit the run.
    package func rows(_ asked: AskedLabels, atMost limit: Int, option: String) throws -> [LabelRow] {
        guard asked.hasLabels else { return try rows(named: asked.names, atMost: limit, option: option) }
        guard isLabeled else { throw RunError.unfit("the run's data have no labels\n  fix: omit the labels") }
        let named = asked.names.isEmpty ? [] : try rows(named: asked.names, atMost: limit, option: option)
        let written = try asked.labels.flatMap(labels)
        let grammar = LabelGrammar(info, axes: axes)
        let read = try asked.file.map { path in
            let file = try LabelsFile(path)
            guard info.labelKind != .classes || !file.isTable else {
                throw RunError.unfit(
                    "\(path): classes have no table\n  fix: write the name of a class in each line of a text file")
            }
            return try file.rows(labels, table: grammar.table)
        }
        return named + written + (read ?? [])
    }

    private func labels(_ text: String) throws -> [LabelRow] {
        info.labelKind == .classes
            ? try rows(named: [text], atMost: 1, option: "the label") : try LabelGrammar(info, axes: axes).rows(text)
    }

    /// A line for each component or attribute of which a label asks for what training did not show.
    package func notes(about rows: [LabelRow]) -> [String] {
        switch info.labelKind {
        case .vectors:
            return axes.enumerated().compactMap { component, axis in
                let outside = rows.map { $0.label[component] }.filter { !axis.range.contains($0) }
                guard !outside.isEmpty else { return nil }
                let values = listed(outside.map(shortNumber), atMost: 4)
                return "\(info.name(at: component)) \(values) is outside the training range"
                    + " \(shortNumber(axis.range.lowerBound)) ... \(shortNumber(axis.range.upperBound))"
            }
        case .attributes:
            return info.counts.indices.filter { index in
                !info.classCounts.isEmpty && info.counts[index] == 0 && rows.contains { $0.label[index] > 0 }
            }.map { "no training image has the attribute \(info.name(at: $0))" }
        case .classes, .none: return []
        }
    }

    /// Labels for standing statistics: all labels, equally often.
    package var ofStandingStatistics: [[Float]] { all(atMost: .max).map(\.label) }

    private func part(_ text: String) throws -> [LabelRow] {
        if let row = row(named: text) { return [row] }
        if info.labelKind == .attributes, text.contains("+") { return [try combined(text)] }
        guard let range = NumberRange.parse(text) else { throw unknown(text) }
        return try range.prefix(info.labelSize + 1).map { number in
            guard let row = row(numbered: number) else { throw unknown("\(number)") }
            return row
        }
    }

    /// One label with all of the attributes in `a+b`.
    private func combined(_ text: String) throws -> LabelRow {
        let indices = try text.split(separator: "+", omittingEmptySubsequences: false).map { name in
            let number = NumberRange.parse(name).flatMap { $0.count == 1 ? $0.lowerBound : nil }
            guard let index = index(of: String(name)) ?? number, index < info.labelSize else {
                throw unknown(String(name))
            }
            return index
        }
        return LabelRow(
            name: text, detail: "", label: (0..<info.labelSize).map { indices.contains($0) ? 1 : 0 },
            index: indices.reduce(0, +))
    }

    private func row(named name: String) -> LabelRow? {
        guard info.labelKind != .vectors else { return nil }
        return index(of: name).flatMap(row(numbered:))
    }

    private func row(numbered index: Int) -> LabelRow? {
        if info.labelKind == .classes {
            return (0..<info.labelSize).contains(index) ? LabelRow.ofClass(index, info) : nil
        }
        if let row = stored.first(where: { $0.index == index }) { return row }
        // An attribute that no sheet of the run shows has no stored label: it is used alone.
        guard info.labelKind == .attributes, index < info.labelSize else { return nil }
        return LabelRow(
            name: info.name(at: index), detail: "", label: (0..<info.labelSize).map { $0 == index ? 1 : 0 },
            index: index)
    }

    /// An exact match, or else one that ignores case.
    private func index(of name: String) -> Int? {
        let names = info.classNames
        return names.firstIndex(of: name) ?? names.firstIndex { $0.lowercased() == name.lowercased() }
    }

    private func unknown(_ text: String) -> RunError {
        let (kind, last) =
            switch info.labelKind {
            case .attributes: ("attribute", info.labelSize - 1)
            case .vectors: ("row", stored.count - 1)
            default: ("class", info.labelSize - 1)
            }
        let names = info.labelKind == .vectors ? [] : info.classNames
        let near = Int(text) == nil ? Self.near(text, names) : []
        let known = names.isEmpty ? "" : ", or names: \(listed(names))"
        let fix =
            near.isEmpty
            ? "use numbers in 0 ... \(last)\(known)"
            : "did you mean \(near.map { "`\($0)`" }.joined(separator: " or "))?"
        return .unfit("the run has no \(kind) `\(text.shortened(to: 60))`\n  fix: \(fix)")
    }

    /// Names that contain `text`, or else names with a similar spelling.
    private static func near(_ text: String, _ names: [String]) -> [String] {
        let typed = text.lowercased()
        let containing = names.filter { typed.count > 1 && $0.lowercased().contains(typed) }
        if !containing.isEmpty { return Array(containing.prefix(3)) }
        let lowercased = Dictionary(names.map { ($0.lowercased(), $0) }) { first, _ in first }
        return nearestNames(to: typed, among: lowercased.keys).compactMap { lowercased[$0] }
    }
}
