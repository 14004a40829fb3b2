import GANCore

/// HTML. Strings that are interpolated are text and are escaped; only literals of the source are markup.
///
///     let row: Markup = "<td>\(name)</td>"
package struct Markup: ExpressibleByStringInterpolation, Sendable {
    package let source: String

    package init(stringLiteral source: String) { self.source = source }

    package init(stringInterpolation parts: Interpolation) { source = parts.source }

    /// - Parameter source: HTML that this program wrote: its own script, or text without `<` and `&`.
    package init(trusted source: String) { self.source = source }

    package init(_ parts: [Markup], separator: String = "") {
        source = parts.map(\.source).joined(separator: separator)
    }

    package struct Interpolation: StringInterpolationProtocol {
        fileprivate var source = ""

        package init(literalCapacity: Int, interpolationCount: Int) { source.reserveCapacity(literalCapacity) }

        package mutating func appendLiteral(_ literal: String) { source += literal }
        package mutating func appendInterpolation(_ text: String) { source += Markup.escaped(text) }
        package mutating func appendInterpolation(_ number: Int) { source += "\(number)" }
        package mutating func appendInterpolation(_ markup: Markup) { source += markup.source }
        package mutating func appendInterpolation(_ parts: [Markup]) { source += Markup(parts).source }
    }

    /// Text for an element or a quoted attribute. Characters that control terminals or reorder text are replaced, as in what commands print.
    private static func escaped(_ text: String) -> String {
        text.withoutControls.unicodeScalars.reduce(into: "") { escaped, scalar in
            switch scalar {
            case "&": escaped += "&amp;"
            case "<": escaped += "&lt;"
            case ">": escaped += "&gt;"
            case "\"": escaped += "&quot;"
            case "'": escaped += "&#39;"
            default: escaped.unicodeScalars.append(scalar)
            }
        }
    }
}

// MARK: - Parts of pages

extension Markup {
    /// A part of a page with a heading, which the page's list of contents names.
    package struct Section: Sendable {
        package let id: String
        package let title: String
        package let content: Markup

        package init(id: String, title: String, content: Markup) {
            (self.id, self.title, self.content) = (id, title, content)
        }

        /// Sections of the parts that a page has.
        package static func present(_ parts: [(id: String, title: String, content: Markup?)]) -> [Section] {
            parts.compactMap { id, title, content in content.map { Section(id: id, title: title, content: $0) } }
        }
    }

    package static func sections(_ sections: [Section]) -> Markup {
        Markup(
            sections.map { section in
                """
                <section id="\(section.id)" aria-labelledby="\(section.id)-title">
                <h2 id="\(section.id)-title">\(section.title)</h2>
                \(section.content)
                </section>

                """
            })
    }

    /// Links to the parts of a page.
    package static func contents(_ sections: [Section]) -> Markup {
        let links = sections.map { section -> Markup in "<li><a href=\"#\(section.id)\">\(section.title)</a></li>" }
        return "<nav aria-label=\"Contents\"><ul>\(links)</ul></nav>"
    }

    package static var chartLicense: Markup {
        .details(
            "License of Chart.js, which draws the curves", "<pre class=\"license\">\(PageAssets.license)</pre>")
    }

    /// A name from a file, on one line; its direction of writing does not reach what stands beside it.
    package static func name(_ name: String) -> Markup { "<bdi>\(name.onOneLine)</bdi>" }

    /// A name that may be broken behind its underscores and dots, as in a narrow window.
    static func breakable(_ name: String) -> Markup {
        var (parts, part) = ([Markup](), "")
        for character in name {
            part.append(character)
            guard "_.".contains(character) else { continue }
            parts.append("\(part)")
            part = ""
        }
        return Markup(parts + ["\(part)"], separator: "<wbr>")
    }

    /// A number with four significant digits; empty for nil.
    package static func number(_ value: Double?) -> Markup { "\(value.map(digits) ?? "")" }

    package static func list(_ items: [Markup]) -> Markup {
        "<ul>\(items.map { item -> Markup in "<li>\(item)</li>" })</ul>"
    }

    /// A sheet at an address of a server.
    /// - Parameters:
    ///   - text: says what the sheet shows.
    ///   - id: of the element; empty for none.
    package static func sheet(_ text: String, at address: String, id: String = "") -> Markup {
        "<img class=\"sheet\"\(named(id)) alt=\"\(text)\" src=\"\(address)\">"
    }

    /// The attribute with the name of an element; empty for none.
    static func named(_ id: String) -> Markup { id.isEmpty ? "" : " id=\"\(id)\"" }

    /// Terms and what they are.
    package static func facts(_ facts: [(term: String, text: Markup)]) -> Markup {
        "<dl>\(facts.map { fact -> Markup in "<dt>\(fact.term)</dt><dd>\(fact.text)</dd>" })</dl>"
    }

    /// What opens when its heading is chosen.
    package static func details(_ heading: String, _ content: Markup) -> Markup {
        "<details><summary>\(heading)</summary>\(content)</details>"
    }

    /// A cell of a table.
    package struct Cell {
        let content: Markup
        let style: String

        package init(_ content: Markup, style: String = "") { (self.content, self.style) = (content, style) }

        /// A number, flush right.
        package init(_ value: Double?) { self.init(.number(value), style: "number") }
    }

    /// A table that scrolls by itself where it is wider than the window.
    /// - Parameters:
    ///   - caption: says what the table shows; also for screen readers.
    ///   - head: of all columns.
    ///   - rows: names with the cells after them.
    package static func table(_ caption: String, head: [Markup], _ rows: [(name: Markup, cells: [Cell])]) -> Markup {
        let heads = head.map { cell -> Markup in "<th scope=\"col\">\(cell)</th>" }
        let lines = rows.map { row -> Markup in
            let cells = row.cells.map { cell -> Markup in
                cell.style.isEmpty ? "<td>\(cell.content)</td>" : "<td class=\"\(cell.style)\">\(cell.content)</td>"
            }
            return "<tr><th scope=\"row\">\(row.name)</th>\(cells)</tr>\n"
        }
        return """
            <div class="scroll" role="region" aria-label="\(caption)" tabindex="0"><table><caption>\(caption)</caption>
            <thead><tr>\(heads)</tr></thead>
            <tbody>\(lines)</tbody></table></div>
            """
    }
}
