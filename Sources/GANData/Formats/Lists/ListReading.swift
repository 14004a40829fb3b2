import GANCore
import GANModule

/// A list, read in the layout that fits its lines.
struct ListReading {
    private(set) var rows: [ListRow] = []
    private(set) var faults: [DataError] = []
    private let layout: ListLayout
    /// The first line, if it is a header.
    private let header: ListLine?
    private let place: String

    /// - Parameters:
    /// - root: base folder of paths.
    /// - place: name of the list in messages.
    /// - Throws: `DataError` if the list is ambiguous.
    init(_ lines: [ListLine], root: String, place: String) throws {
        self.place = place
        let hasHeader: Bool
        (layout, hasHeader) = try Self.layout(lines, root, place)
        header = hasHeader ? lines[0] : nil
        for line in lines.dropFirst(hasHeader ? 1 : 0) {
            if let row = layout.row(line) { rows.append(row) } else { faults.append(fault(line, lines[0])) }
        }
    }

    /// The first layout that fits all lines, perhaps except a header in the first line.
    private static func layout(_ lines: [ListLine], _ root: String, _ place: String) throws -> (ListLayout, Bool) {
        var unclear: FieldColumns.Unclear?
        let first = absolutePath(lines[0].text.unquoted, in: root)
        let isFile = (try? SystemFile.status(of: first).isRegular) ?? false
        var layouts: [ListLayout] = (isFile ? [.paths] : []) + [.imageThenNumber]
        for separator in FieldSeparator.allCases {
            do throws(FieldColumns.Unclear) {
                if let columns = try FieldColumns(lines, separator) { layouts.append(.fields(columns)) }
            } catch { unclear = unclear ?? error }
        }
        layouts += (isFile ? [] : [.numberThenPath]) + [.pathThenName, .pathThenNumber, .paths]
        for layout in layouts {
            if let hasHeader = fits(layout, lines) { return (layout, hasHeader) }
        }
        if let fault = surplus(lines, place) { throw fault }
        if let unclear {
            throw DataError(
                place, "it is not clear which column is the \(unclear.what)",
                fix: "name the columns `path` and `label` in a first line", isOfContent: true)
        }
        let layout = likeliest(lines)
        if case .fields(let columns) = layout { return (layout, !columns.names.isEmpty) }
        return (layout, false)
    }

    /// The error about a separator at the end of the first line; nil if there is none.
    private static func surplus(_ lines: [ListLine], _ place: String) -> DataError? {
        FieldSeparator.allCases.first { $0.ends(lines.prefix(1)) }.map { separator in
            let isEverywhere = lines.count > 1 && separator.ends(lines)
            return DataError(
                "\(place):\(lines[0].number)", separator.surplus + (isEverywhere ? ", as in every line" : ""),
                fix: isEverywhere ? "remove it in each" : "remove it", isOfContent: true)
        }
    }

    /// - Returns: whether the first line is a header; nil if the layout does not fit.
    private static func fits(_ layout: ListLayout, _ lines: [ListLine]) -> Bool? {
        if case .fields(let columns) = layout { return !columns.names.isEmpty }
        guard lines.dropFirst().allSatisfy({ layout.row($0) != nil }) else { return nil }
        if layout.row(lines[0]) != nil { return false }
        let words = lines[0].text.split { $0 == " " || $0 == "\t" }.map(String.init)
        return lines.count > 1 && ColumnNames.areNames(words) ? true : nil
    }

    /// The layout that fits most lines of a list with errors.
    private static func likeliest(_ lines: [ListLine]) -> ListLayout {
        let separated = FieldSeparator.allCases.compactMap { separator -> ListLayout? in
            guard let columns = SeenColumns(lines, separator) else { return nil }
            return (try? FieldColumns(columns, separator)).map { .fields($0) }
        }
        let layouts = [.imageThenNumber] + separated + [.pathThenName, .pathThenNumber]
        let counts = layouts.map { layout in lines.count { layout.row($0) != nil } }
        let best = counts.indices.max { (counts[$0], -$0) < (counts[$1], -$1) } ?? 0
        return layouts[best]
    }

    private func fault(_ line: ListLine, _ first: ListLine) -> DataError {
        guard case .fields(let columns) = layout else {
            return DataError(
                "\(place):\(line.number)", "it has no label", fix: "write `relative/path label`", isOfContent: true)
        }
        let fault = columns.fault(of: line, first: first)
        return DataError("\(place):\(line.number)", fault.problem, fix: fault.fix, isOfContent: true)
    }

    /// A note on how the lines were read.
    /// - Parameters:
    /// - classes: `class by number`.
    /// - remarks: remarks about the lines.
    func note(classes: String, _ remarks: [String]) -> DataNote {
        let headers = header.map { ["the first line is a header: \($0.text.escapingControls.shortened(to: 80))"] }
        let all = layout.remarks + (headers ?? []) + remarks
        if case .paths = layout {
            return .warning("columns: path; " + (["the list has no classes"] + all).joined(separator: ", "))
        }
        return DataNote(
            "columns: \(layout.columns(classes: classes))" + (all.isEmpty ? "" : "; " + all.joined(separator: ", ")))
    }

    var hasClasses: Bool { if case .paths = layout { false } else { true } }
}
