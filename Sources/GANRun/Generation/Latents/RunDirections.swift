import GANCore
import GANData
import GANPictures
import GANTensor

extension RunGenerator {
    /// The directions of W that change the generator's layers most, and the spectrum of W.
    /// - Parameters:
    ///   - layers: indices of vectors of W; nil for all layers.
    ///   - classes: those that W is sampled for.
    /// - Throws: `RunError` if the generator has no styles that modulate its layers, or no such layer.
    public func directions(layers: [Int]? = nil, classes: Classes = .all) throws -> MeasuredDirections {
        let generator = try trained.capabilities.modulated("a factorization of style maps")
        return try MeasuredDirections(generator, labels: rows(classes).map(\.label), layers: layers)
    }

    /// Walks along the first directions: a row for each image and direction, a column for each distance.
    /// - Parameters:
    ///   - measured: the result of `directions`.
    ///   - seeds: each begins a walk along every direction.
    ///   - classes: those of the images where walks begin.
    ///   - count: number of directions.
    ///   - distances: in units of W's root mean square distance from its mean.
    /// - Throws: `RunError` for labels that the run does not have, for negative seeds, and for directions of another generator.
    public func walks(
        along measured: MeasuredDirections, seeds: Range<Int>, classes: Classes, count: Int = 5,
        distances: [Double] = MeasuredDirections.distances
    ) throws -> Picture {
        guard seeds.lowerBound >= 0 else {
            throw RunError.unfit("seed \(seeds.lowerBound) is negative\n  fix: use seeds of 0 or more")
        }
        let walks = DirectionWalks(measured, count: count, distances: distances)
        let sheet = try walks.sheet(rows(classes), seeds: Array(seeds), sampler, title: trained.title) { styles in
            try sampler.images(styles)
        }
        return Picture(try sheet.raster())
    }
}

extension MeasuredDirections {
    /// Of the columns of a sheet of walks.
    public static let distances = [-1, -0.6, -0.3, 0, 0.3, 0.6, 1]
}

/// Walks along directions of W.
package struct DirectionWalks {
    private let measured: MeasuredDirections
    private let count: Int
    private let distances: [Double]

    /// - Parameters:
    ///   - count: number of the first directions.
    ///   - distances: in units of W's root mean square distance from its mean.
    package init(_ measured: MeasuredDirections, count: Int, distances: [Double]) {
        (self.measured, self.distances) = (measured, distances)
        self.count = min(max(count, 0), measured.directions.vectors.count)
    }

    /// Number of rows of a sheet.
    package func rowCount(images: Int) -> Int { images * count }

    /// - Parameter images: makes the images of styles.
    /// - Throws: `RunError` if the directions are of another generator; errors of the generator.
    package func sheet(
        _ labels: [LabelRow], seeds: [Int], _ sampler: ImageSampler, title: String,
        _ images: ([Style]) throws -> [RasterImage]
    ) throws -> Sheet {
        let starts = labels.flatMap { label in seeds.map { (label: label, seed: $0) } }
        guard let styles = try sampler.styles(starts.map { sampler.latent(Draw(seed: $0.seed, $0.label)) }) else {
            throw RunError.unfit("the run's generator has no W to walk in\n  fix: use the run of the directions")
        }
        for style in styles.prefix(1) { try check(style) }
        let vectors = measured.directions.vectors.prefix(count).map { vector in
            Tensor(vector.map { Float($0 * measured.distance) }, shape: [vector.count])
        }
        let layers = measured.directions.movedLayers.map(Set.init)
        let made = try images(
            styles.flatMap { style in
                vectors.flatMap { vector in distances.map { style.moved(along: vector * $0, in: layers) } }
            })
        let walks = starts.flatMap { start in (0..<count).map { (start: start, direction: $0) } }
        var sheet = Sheet(
            title: title, captions: distances.map(plainNumber),
            rows: walks.enumerated().map { index, walk in
                Sheet.Row(
                    name: "direction \(walk.direction)", detail: Self.name(walk.start.label, walk.start.seed),
                    images: Array(made[index * distances.count..<(index + 1) * distances.count]))
            })
        sheet.isIndexed = true
        return sheet
    }

    private func check(_ style: Style) throws {
        let (own, size) = (measured.directions.values.count, style.size)
        let layers = measured.directions.movedLayers ?? []
        guard own == size.values, layers.allSatisfy((0..<size.vectors).contains) else {
            let most = measured.directions.layers.max() ?? 0
            throw RunError.unfit(
                "the directions are of a generator with \(own) values in a vector of W and layers up to \(most), but the run's has"
                    + " \(size.vectors) vectors of \(size.values)\n  fix: use the run of the directions")
        }
    }

    private static func name(_ label: LabelRow, _ seed: Int) -> String {
        label.name.isEmpty ? "seed \(seed)" : "\(label.name), seed \(seed)"
    }
}
