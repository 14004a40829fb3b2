import GANCore
import GANPictures
import GANTrain

/// Sheets as parts of a page.
struct SheetParts {
    private let digest: RunDigest
    private let sheets: ReportSheets

    init(_ digest: RunDigest, _ sheets: ReportSheets) { (self.digest, self.sheets) = (digest, sheets) }

    /// What the slider shows, ascending.
    var slider: [PageData.Sheet] {
        sheets.fakes.enumerated().map { index, sheet in
            let isNewest = index == sheets.fakes.count - 1
            return PageData.Sheet(
                name: digest.place(ofStep: sheet.step), text: Self.text(sheet.step, in: digest),
                picture: isNewest ? nil : sheet.picture.base64)
        }
    }

    /// What a sheet shows, for who does not see it.
    static func text(_ step: Int, in digest: RunDigest) -> String {
        let info = digest.manifest.data.info
        let rows = info.labelKind == .classes ? ", a row for each of \(counted(info.labelSize, "class"))" : ""
        return "Generated images after \(digest.place(ofStep: step))\(rows)"
    }

    /// The newest sheet with the slider, and training images; nil if there is no sheet.
    var markup: Markup? {
        guard let newest = sheets.fakes.last else { return nil }
        let last = sheets.fakes.count - 1
        let slider: Markup = """
            <div class="slider"><label for="sheet-slider">Training</label>
            <input id="sheet-slider" type="range" min="0" max="\(last)" value="\(last)">
            <output id="sheet-name" for="sheet-slider">\(digest.place(ofStep: newest.step))</output></div>
            """
        let isChosen = sheets.fakes.count < sheets.count
        let chosen = isChosen ? "\(grouped(sheets.fakes.count)) of \(grouped(sheets.count)) sheets, evenly chosen." : ""
        return """
            \(last > 0 ? slider : "")
            \(newest.picture.element(Self.text(newest.step, in: digest), id: "sheet"))
            <p class="soft">\(chosen) Places of a sheet have the same latents during the whole training.</p>
            \(reals)
            """
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

    /// The newest sheet with the name of its run, for a page of several; nil if there is none.
    var newest: Markup? {
        sheets.fakes.last.map { newest in
            """
            <figure><figcaption>\(.name(digest.name)), \(digest.place(ofStep: newest.step))</figcaption>
            \(newest.picture.element("\(digest.name.onOneLine): \(Self.text(newest.step, in: digest))"))</figure>
            """
        }
    }
}
