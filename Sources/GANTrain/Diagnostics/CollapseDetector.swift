import GANCore
import GANPictures

/// Finds classes that collapse in the history of their diversity.
struct CollapseDetector {
    private let meter: DiversityMeter
    private var names: [String] { meter.classes.names }
    /// Diversity of the data's images per class; nil for a class with fewer than two images.
    private let reals: [Double?]

    /// - Returns: nil for data without classes.
    /// - Throws: an error of the data if an image cannot be read.
    init?(_ composition: Composition) throws {
        guard let meter = DiversityMeter(composition) else { return nil }
        self.meter = meter
        reals = try meter.spreadOfReals(composition.data)
    }

    /// Describes what is wrong with a checkpoint's history; nil if it is valid.
    func defect(of history: DiversityHistory) -> String? { history.defect(classes: names.count) }

    func measure(_ generator: any Generator) throws -> ClassDiversity { try meter.measure(generator) }

    /// `w.dress`, `images.dress`, `between`, `within_over_between` and `tail_over_head`.
    func metrics(_ spread: ClassDiversity) -> [(name: String, value: Double)] {
        zip(names, spread.latents).map { ("w.\($0)", $1) }
            + (spread.betweenClasses.map { [("between", $0)] } ?? [])
            + (ratio(spread).map { [("within_over_between", $0)] } ?? [])
            + (tailRatio(spread).map { [("tail_over_head", $0)] } ?? [])
            + zip(names, spread.images).map { ("images.\($0)", $1) }
    }

    // MARK: Collapse

    /// A warning with the classes that collapsed since the previous record; nil if there are none.
    /// - Parameter isLast: also reports classes that were never diverse.
    func warning(_ history: DiversityHistory, isLast: Bool) -> String? {
        let (now, before) = (collapsed(history.points, isLast), collapsed(history.points.dropLast(), false))
        let new = now.filter { index in !before.contains(index) }
        guard !new.isEmpty, let spread = history.points.last?.spread else { return nil }
        let parts = new.map { index in
            let share = (reals[index] ?? 0) > 0 ? spread.images[index] / (reals[index] ?? 1) : 0
            return "\(names[index]) (image diversity \(Int((share * 100).rounded())) % of the real images')"
        }
        return "generated images are nearly identical within these classes: " + parts.joined(separator: ", ")
    }

    /// Classes that are below a threshold and were above it before.
    private func collapsed(_ points: [DiversityHistory.Point], _ isLast: Bool) -> [Int] {
        guard let last = points.last else { return [] }
        return names.indices.filter { index in
            isNarrow(last.spread, index) && (isLast || points.contains { !isNarrow($0.spread, index) })
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
    func latentWarning(_ history: DiversityHistory) -> String? {
        let ratios = history.points.suffix(2).map { ratio($0.spread) }
        guard ratios.count == 2, let before = ratios[0], let now = ratios[1], before >= 0.5, now < 0.5 else {
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
