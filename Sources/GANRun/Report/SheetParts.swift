import GANCore
import GANPictures
import GANTrain

/// Sheets as parts of a page.
struct SheetParts {
    private let digest: RunDigest
    private let sheets: ReportSheets

    init(_ digest: RunDigest, _ sheets: ReportSheets) { (self.digest, self.sheets) = (digest, sheets) }

    private var slides: SheetSlides { SheetSlides(digest, sheets.fakes.map(\.step), of: sheets.count) }

    /// What the slider shows, ascending.
    var slider: [PageData.Sheet] {
        // The newest one stands in the page.
        let sources = sheets.fakes.dropLast().map { ($0.step, $0.picture.address) }
        return slides.data(Dictionary(sources) { first, _ in first })
    }

    /// The newest sheet with the slider, and training images; nil if there is no sheet.
    var markup: Markup? {
        guard let newest = sheets.fakes.last else { return nil }
        let sheet = newest.picture.element(digest.text(ofSheet: newest.step), id: SheetSlides.id)
        return slides.markup(sheet).map { "\($0)\(reals)" }
    }

    private var reals: Markup {
        guard let reals = sheets.reals else { return "" }
        return .details("Training images", reals.element("Training images in the same rows"))
    }

    /// The newest sheet of nearest training images; nil if the run has none.
    var nearest: Markup? {
        sheets.nearest.map { nearest in
            """
            <p class="soft">The newest such sheet of the run, as <code>ganzoo nearest</code> wrote it: \(nearest.file)</p>
            \(nearest.picture.element("Generated images, each followed by its nearest training images"))
            \(nearest.picture.index.map(Self.neighbors) ?? "")
            """
        }
    }

    /// Classes and files of the training images of each row.
    private static func neighbors(_ index: SheetIndex) -> Markup {
        let rows = index.rows.prefix(mostRows).map { row in
            let detail = row.detail.isEmpty ? "" : " (\(row.detail.onOneLine))"
            return (
                name: "\(.name(row.name))\(detail)" as Markup,
                cells: row.notes.dropFirst().map { lines in
                    Markup.Cell(Markup(lines.map { .name($0) }, separator: ", "), style: "value")
                }
            )
        }
        guard rows.contains(where: { !$0.cells.isEmpty }) else { return "" }
        let heads = index.captions.prefix(index.columns.count).dropFirst().map { caption -> Markup in
            "\(caption.onOneLine)"
        }
        let caption = "Classes and files of the training images, the nearest first"
        return .details(caption, .table(caption, head: ["generated"] + heads, rows))
    }

    private static let mostRows = 200
}
