import GANTensor

/// An image to be made: which latents, and which label.
package struct Draw: Hashable, Sendable {
    /// Chooses z, and nothing else does: seed 3 is the same z in every class, sheet and run.
    package let seed: Int
    /// [labelSize].
    package let label: [Float]
    let place: Place

    /// - Parameters:
    ///   - seed: from 0.
    ///   - row: whose label it has.
    package init(seed: Int, _ row: LabelRow) {
        (self.seed, label) = (seed, row.label)
        place = Place(seed: seed, row: row.index)
    }
}

/// What a generator makes an image from.
package struct Latent {
    /// [1, latentSize].
    let z: Tensor
    /// [1, labelSize].
    let label: Tensor
    let place: Place
}

/// The styles of an image.
package struct Style {
    /// [1, layers, styleSize].
    let styles: Tensor
    let place: Place
    /// The places in a vector that each level of the generator takes by itself; empty where layers have vectors of their own.
    var levels: [Range<Int>] = []

    /// What can be mixed: vectors of W, or levels of a vector.
    package var layerCount: Int { levels.isEmpty ? styles.shape[1] : levels.count }

    /// With the other's vectors in some layers (Karras et al. 2019, arXiv:1812.04948, section 3.1), or its part of the vector in
    /// some levels.
    /// - Parameter layers: indices, from 0.
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
/// is to be the same whatever else is made always takes the same row of a batch of the same size.
struct Place: Hashable, Sendable {
    private let number: Int

    /// Neighboring seeds and neighboring classes have different places, so that batches are full.
    init(seed: Int, row: Int) { self.init(number: seed + row) }

    private init(number: Int) { self.number = number }

    /// That of the image so many steps on.
    func advanced(by steps: Int) -> Place { Place(number: number + steps) }

    func row(of batch: Int) -> Int { number % batch }
    /// Batches whose images share drawn noise, row for row.
    func block(of batch: Int) -> Int { number / batch }
}
