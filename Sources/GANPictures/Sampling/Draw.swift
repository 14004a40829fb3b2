import GANCore
import GANTensor

/// An image to generate: its latents and label.
package struct Draw: Hashable, Sendable {
    /// Determines z alone: seed 3 gives the same z in every class, sheet and run.
    package let seed: Int
    /// [labelSize].
    package let label: [Float]
    let place: Place

    /// - Parameters:
    /// - seed: at least 0.
    /// - row: provides the label.
    package init(seed: Int, _ row: LabelRow) {
        (self.seed, label) = (seed, row.label)
        place = Place(seed: seed, row: row.index)
    }
}

/// The input of a generator for one image.
package struct Latent {
    /// [1, latentSize].
    package let z: Tensor
    /// [1, labelSize].
    let label: Tensor
    let place: Place

    /// The same label and row of a batch with another z.
    package func moved(to z: Tensor) -> Latent { Latent(z: z, label: label, place: place) }
}

/// A batch of latents. Unused rows repeat one of the others.
package struct LatentBatch {
    /// [N, latentSize].
    package let z: Tensor
    /// [N, labelSize].
    package let labels: Tensor
    /// The index of each row's latent.
    package let rows: [Int]
    /// The rows that are used, with the indices of their latents.
    package let taken: [(row: Int, index: Int)]
    let pass: ForwardPass

    /// The same batch with other latents.
    package func moved(to z: Tensor) -> LatentBatch {
        LatentBatch(z: z, labels: labels, rows: rows, taken: taken, pass: pass)
    }
}

/// The styles of an image.
package struct Style {
    /// [1, layers, styleSize].
    let styles: Tensor
    let place: Place
    /// The range of a vector that each level of the generator uses exclusively; empty if layers have their own vectors.
    var levels: [Range<Int>] = []
    /// Noise of each layer in place of the trained constants, [1, 1, H, W] each; empty for these.
    var noisePlanes: [Tensor] = []

    /// - Parameters:
    ///   - styles: [1, layers, styleSize].
    ///   - noisePlanes: in place of the trained constants, [H, W] each; empty for these.
    package init(_ styles: Tensor, noisePlanes: [Tensor] = []) {
        self.init(styles: styles, place: Place(seed: 0, row: 0))
        self.noisePlanes = noisePlanes.map { $0.reshaped(1, 1, $0.shape[0], $0.shape[1]) }
    }

    init(styles: Tensor, place: Place, levels: [Range<Int>] = []) {
        (self.styles, self.place, self.levels) = (styles, place, levels)
    }

    /// Number of vectors of W, and of values of each.
    package var size: (vectors: Int, values: Int) { (styles.shape[1], styles.shape[2]) }

    /// The same image's style, moved.
    /// - Parameters:
    ///   - direction: [styleSize].
    ///   - layers: indices of the vectors that move; nil: all.
    package func moved(along direction: Tensor, in layers: Set<Int>?) -> Style {
        let count = styles.shape[1]
        let moves = Tensor((0..<count).map { layers?.contains($0) ?? true ? 1 : 0 as Float }, shape: [1, count, 1])
        return Style(styles: styles + moves * direction.reshaped(1, 1, -1), place: place, levels: levels)
    }

    /// Number of levels that can be mixed: vectors of W, or parts of a vector.
    package var layerCount: Int { levels.isEmpty ? styles.shape[1] : levels.count }

    /// Uses the other's vectors in some layers (Karras et al. 2019, arXiv:1812.04948, section 3.1), or its part of the vector in
    /// some levels.
    /// - Parameter layers: indices from 0.
    package func mixed(with other: Style, in layers: Set<Int>) -> Style {
        var mixed = self
        let axis = levels.isEmpty ? 1 : 2
        for layer in layers.sorted() where layer < layerCount {
            let range = levels.isEmpty ? layer..<layer + 1 : levels[layer]
            let rest = range.upperBound..<styles.shape[axis]
            let parts = [
                mixed.styles.sliced(axis, 0..<range.lowerBound), other.styles.sliced(axis, range),
                mixed.styles.sliced(axis, rest),
            ]
            mixed = Style(
                styles: concatenate(parts.filter { $0.count > 0 }, axis: axis), place: place, levels: levels)
        }
        return mixed
    }
}

/// The row of a batch in which an image is computed. Matrix products round the rows of a batch differently, so an image that
/// must not depend on other images always uses the same row of a batch of the same size.
struct Place: Hashable, Sendable {
    private let number: Int

    /// Adjacent seeds and classes have different rows, so that batches are filled.
    init(seed: Int, row: Int) { self.init(number: seed + row) }

    private init(number: Int) { self.number = number }

    /// The row of the image that many steps later.
    func advanced(by steps: Int) -> Place { Place(number: number + steps) }

    func row(of batch: Int) -> Int { number % batch }
    /// Batches whose images share random noise, row for row.
    func block(of batch: Int) -> Int { number / batch }
}
