import GANCore
import GANTrain

/// The newest sheet of a run's training, with a slider over the sheets that a page has.
struct SheetSlides {
    private let digest: RunDigest
    /// Ascending.
    let steps: [Int]
    /// Number of sheets that the run has.
    private let count: Int

    /// The element that shows the sheet.
    static let id = "sheet"

    /// - Parameters:
    ///   - steps: of the sheets that the page has, ascending.
    ///   - count: of all sheets of the run.
    init(_ digest: RunDigest, _ steps: [Int], of count: Int) {
        (self.digest, self.steps, self.count) = (digest, steps, count)
    }

    /// What the slider shows.
    /// - Parameter sources: addresses of pictures by step; without one, the picture is that which stands in the page.
    func data(_ sources: [Int: String]) -> [PageData.Sheet] {
        steps.map { step in
            PageData.Sheet(
                step: step, name: digest.place(ofStep: step), text: digest.text(ofSheet: step), source: sources[step])
        }
    }

    /// The slider, if there are several sheets, and a sheet; nil if there is none.
    /// - Parameter sheet: the element of the newest one, named `id`.
    func markup(_ sheet: Markup) -> Markup? {
        guard let newest = steps.last else { return nil }
        let last = steps.count - 1
        // What the page's script changes; the script of served pages leaves it as it is.
        let slides: Markup = """
            <div id="sheet-slides" data-scripted>
            <div class="slider"><label for="sheet-slider">Training</label>
            <input id="sheet-slider" type="range" min="0" max="\(last)" value="\(last)">
            <output id="sheet-name" for="sheet-slider">\(digest.place(ofStep: newest))</output></div>
            \(sheet)
            </div>
            """
        let chosen = steps.count < count ? "\(grouped(steps.count)) of \(grouped(count)) sheets, evenly chosen." : ""
        return """
            \(last > 0 ? slides : sheet)
            <p class="soft">\(chosen) Places of a sheet have the same latents during the whole training.</p>
            """
    }
}

extension RunDigest {
    /// What a sheet of generated images shows, for who does not see it.
    func text(ofSheet step: Int) -> String {
        let info = manifest.data.info
        let rows = info.labelKind == .classes ? ", a row for each of \(counted(info.labelSize, "class"))" : ""
        return "Generated images after \(place(ofStep: step))\(rows)"
    }
}
