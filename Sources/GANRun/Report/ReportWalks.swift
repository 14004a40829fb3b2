import GANCore
import GANPictures

/// Walks along directions of W, as `ganzoo directions` drew them: a slider for each direction, and the whole sheet.
struct ReportWalks {
    private let file: String
    private let picture: ReportPicture
    /// What the sliders show; nil if the sheet does not say where its images are.
    let data: PageData.Walks?

    init(_ walks: (file: String, picture: ReportPicture)) {
        (file, picture) = walks
        data = PageData.Walks(walks.picture)
    }

    var markup: Markup {
        let sheet = picture.element("Generated images in rows: each row is a walk along a direction of W", id: "walks")
        return """
            <p class="soft">The newest walks of the run, as <code>ganzoo directions</code> wrote them: \(file). \
            A distance of 1 is as far as W usually lies from its mean.</p>
            \(data.map(Self.sliders) ?? "")
            \(data == nil ? sheet : .details("All walks", sheet))
            """
    }

    private static func sliders(_ walks: PageData.Walks) -> Markup {
        let options = walks.starts.enumerated().map { index, start -> Markup in
            "<option value=\"\(index)\">\(start.onOneLine)</option>"
        }
        let choice: Markup = """
            <div class="slider"><label for="walk-start">Begins at</label><select id="walk-start">\(options)</select></div>
            """
        return """
            \(walks.starts.count > 1 ? choice : "")
            <div class="walks">\(walks.directions.map { slider($0, walks) })</div>
            """
    }

    private static func slider(_ direction: PageData.Walks.Direction, _ walks: PageData.Walks) -> Markup {
        let (id, middle) = (direction.id, walks.distances.count / 2)
        return """
            <figure>
            <canvas id="\(id)" role="img" aria-label="\(direction.name)" width="\(walks.cellWidth)" height="\(walks.cellHeight)"></canvas>
            <div class="slider"><label for="\(id)-slider">\(.name(direction.name))</label>
            <input id="\(id)-slider" type="range" min="0" max="\(walks.distances.count - 1)" value="\(middle)">
            <output id="\(id)-distance" for="\(id)-slider">\(walks.distances[middle].onOneLine)</output></div>
            </figure>

            """
    }
}

extension PageData.Walks {
    /// From the index of a sheet with a row for each start and direction; nil if it has none, or others than these.
    init?(_ picture: ReportPicture) {
        guard let index = picture.index, !index.captions.isEmpty, index.captions.count == index.columns.count else {
            return nil
        }
        var (names, rows): ([String], [String: [(start: String, top: Int)]]) = ([], [:])
        for row in index.rows {
            if rows[row.name] == nil { names.append(row.name) }
            rows[row.name, default: []].append((row.detail, row.y))
        }
        guard let first = names.first, let starts = rows[first]?.map(\.start),
            rows.values.allSatisfy({ $0.map(\.start) == starts }), names.count <= Self.mostDirections
        else { return nil }
        (width, cellWidth, cellHeight) = (index.width, index.cellWidth, index.cellHeight)
        (columns, distances, self.starts) = (index.columns, index.captions, starts)
        directions = names.enumerated().map { number, name in
            Direction(id: "walk-\(number + 1)", name: name.onOneLine, tops: (rows[name] ?? []).map(\.top))
        }
    }

    private static let mostDirections = 100
}
