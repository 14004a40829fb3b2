import GANCore
import GANPictures

/// Finds classes that collapse in the history of their diversity.
struct CollapseDetector {
    private let names: [String]
    /// Diversity of the data's images per class; nil for a class with fewer than two images.
    private let reals: [Double?]

    /// - Parameters:
    ///   - info: of the data that a run is trained on.
    ///   - data: the data; nil if they are not at hand: then only classes count as collapsed whose W is narrow.
    /// - Returns: nil for data without classes.
    /// - Throws: an error of the data if an image cannot be read.
    init?(_ info: DatasetInfo, _ data: (any Dataset)?) throws {
        guard let classes = MonitoredClasses(info) else { return nil }
        names = classes.names
        reals = try data.map { try classes.spread(of: $0) } ?? names.map { _ in nil }
    }

    /// Describes what is wrong with a checkpoint's history; nil if it is valid.
    func defect(of history: DiversityHistory) -> String? { history.defect(classes: names.count) }

    /// `w.dress`, `images.dress`, `between`, `within_over_between` and `tail_over_head`.
    func metrics(_ spread: ClassDiversity) -> [(name: String, value: Double)] {
        zip(names, spread.latents).map { ("w.\($0)", $1) }
            + (spread.betweenClasses.map { [("between", $0)] } ?? [])
            + (ratio(spread).map { [("within_over_between", $0)] } ?? [])
            + (tailRatio(spread).map { [("tail_over_head", $0)] } ?? [])
            + zip(names, spread.images).map { ("images.\($0)", $1) }
    }

    /// The inverse of `metrics`.
    /// - Parameter value: of a metric; nil if the record has none of the name.
    /// - Returns: nil for a record without the diversity of every class, and for numbers that no run has.
    func diversity(_ value: (String) -> Double?) -> ClassDiversity? {
        let (latents, images) = (names.compactMap { value("w.\($0)") }, names.compactMap { value("images.\($0)") })
        guard images.count == names.count, [0, names.count].contains(latents.count),
            (latents + images).allSatisfy({ $0 >= 0 })
        else { return nil }
        return ClassDiversity(latents: latents, betweenClasses: value("between"), images: images)
    }

    // MARK: Collapse

    /// A warning with the classes that collapsed since the previous record; nil if there are none.
    /// - Parameters:
    ///   - now: the newest record.
    ///   - earlier: the history before it. Records that it has dropped were dropped for both, so no class is named twice.
    ///   - isLast: also reports classes that were never diverse.
    func warning(_ now: ClassDiversity, after earlier: DiversityHistory, isLast: Bool) -> String? {
        let spreads = earlier.spreads
        let before = collapsed(spreads, isLast: false)
        let new = collapsed(spreads + [now], isLast: isLast).filter { index in !before.contains(index) }
        guard !new.isEmpty else { return nil }
        let parts = new.map { index in
            // A checkpoint can hold any number in the place of a measured one.
            guard let real = reals[index], real > 0, now.images[index] >= 0 else { return names[index] }
            let percent = Int(min(now.images[index] / real * 100, 1e6).rounded())
            return "\(names[index]) (image diversity \(percent) % of the real images')"
        }
        return "generated images are nearly identical within these classes: " + parts.joined(separator: ", ")
    }

    /// Classes that are below a threshold in the last record and were above it before.
    private func collapsed(_ spreads: [ClassDiversity], isLast: Bool) -> [Int] {
        guard let last = spreads.last else { return [] }
        return names.indices.filter { index in
            isNarrow(last, index) && (isLast || spreads.contains { !isNarrow($0, index) })
        }
    }

    /// Images differ by less than a quarter of the real images' diversity, or W by less than a tenth of the median class's.
    private func isNarrow(_ spread: ClassDiversity, _ index: Int) -> Bool {
        if let real = reals[index], spread.images[index] < real * 0.25 { return true }
        guard !spread.latents.isEmpty else { return false }
        let middle = spread.latents.sorted()[spread.latents.count / 2]
        return spread.latents[index] < middle * 0.1
    }

    /// A warning if W began to follow the class and hardly the latent since the previous record: its spread within classes fell
    /// below half of that between classes. Healthy runs begin with about 1.2.
    func latentWarning(_ now: ClassDiversity, after earlier: DiversityHistory) -> String? {
        guard let before = earlier.spreads.last.flatMap(ratio), let now = ratio(now),
            before >= 0.5, (0..<0.5).contains(now)
        else {
            return nil
        }
        return
            "W follows the class and hardly the latent: its spread within classes is \(Int((now * 100).rounded())) % of that between classes, so images of a class become alike"
    }

    /// Mean spread of W within classes over that between classes.
    private func ratio(_ spread: ClassDiversity) -> Double? {
        guard !spread.latents.isEmpty, let between = spread.betweenClasses, between > 0 else { return nil }
        return spread.latents.reduce(0, +) / Double(spread.latents.count) / between
    }

    /// Mean spread of W within the rarer half of the classes over that within the more frequent half. The class in the middle is left out.
    private func tailRatio(_ spread: ClassDiversity) -> Double? {
        let half = spread.latents.count / 2
        let (head, tail) = (spread.latents.prefix(half).reduce(0, +), spread.latents.suffix(half).reduce(0, +))
        return head > 0 ? tail / head : nil
    }

    // MARK: Plot

    /// Diversity over thousands of images, one line per class from head to tail.
    func plot(_ history: DiversityHistory) -> PlotSheet {
        let places = history.points.map(\.kimg)
        func plot(_ title: String, _ values: (ClassDiversity) -> [Double]) -> LinePlot {
            let columns = history.points.map { values($0.spread) }
            let lines = names.indices.map { index in
                LinePlot.Line(
                    name: names[index], hue: LinePlot.headToTail(index, of: names.count),
                    values: columns.map { $0[index] })
            }
            return LinePlot(title, over: places, lines)
        }
        let images = plot("diversity of images within each class (1: as real images)") { spread in
            zip(spread.images, reals).map { value, real in real.map { $0 > 0 ? value / $0 : 0 } ?? 0 }
        }
        let hasLatents = history.points.allSatisfy { !$0.spread.latents.isEmpty }
        return PlotSheet(
            hasLatents ? [plot("diversity of W within each class", \.latents), images] : [images],
            axis: "training images in thousands (kimg)")
    }
}
