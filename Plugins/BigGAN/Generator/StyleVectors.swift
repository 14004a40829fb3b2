import GANCore
import GANTensor

/// The condition of this family's generators as styles: one vector per image, the class's vector followed by the latents.
struct StyleVectors {
    /// The use of latents by the layers.
    enum Sharing {
        /// The linear layer uses all of them.
        case none
        /// The linear layer and each block use their own part.
        case chunks(Int)
        /// The linear layer and each block use the whole vector, including the class's.
        case whole
    }

    /// Size of the class's vector; 0 if labels are not used.
    let classSize: Int
    /// Size of the latents z.
    let latentSize: Int
    let sharing: Sharing

    var size: Int { classSize + latentSize }

    /// Size of a block's condition.
    var vectorSize: Int {
        switch sharing {
        case .none: classSize
        case .chunks(let chunk): classSize + chunk
        case .whole: size
        }
    }

    /// Size of the linear layer's input.
    var seedSize: Int {
        switch sharing {
        case .none: latentSize
        case .chunks(let chunk): chunk
        case .whole: size
        }
    }

    /// The ranges of the latents that the linear layer and then each block use exclusively (METHODS §5.2); empty if they have
    /// none.
    var levels: [Range<Int>] {
        guard case .chunks(let chunk) = sharing else { return [] }
        return stride(from: classSize, to: size, by: chunk).map { $0..<$0 + chunk }
    }

    /// Joins classes [N, class size] and z [N, latent size] to styles.
    func latents(_ classes: Tensor?, _ z: Tensor) -> StyleLatents {
        let mapped = classes.map { concatenate([$0, z], axis: 1) } ?? z
        return StyleLatents(mapped: mapped, styles: mapped.reshaped(mapped.shape[0], 1, size))
    }

    /// The inputs of the linear layer and of each of `blocks` blocks, from rows [N, size].
    func parts(_ rows: Tensor, blocks: Int) -> (seed: Tensor, vectors: [Tensor]) {
        let classes = rows.sliced(1, 0..<classSize)
        switch sharing {
        case .none:
            return (rows.sliced(1, classSize..<size), vectorSize == 0 ? [] : Array(repeating: classes, count: blocks))
        case .whole: return (rows, Array(repeating: rows, count: blocks))
        case .chunks(let chunk):
            func own(_ index: Int) -> Tensor {
                rows.sliced(1, classSize + index * chunk..<classSize + (index + 1) * chunk)
            }
            let vectors = (1...blocks).map { classSize == 0 ? own($0) : concatenate([classes, own($0)], axis: 1) }
            return (own(0), vectors)
        }
    }

    /// Moves the latents towards their mean, which is zero; the class does not change.
    func truncated(_ styles: Tensor, _ truncation: Truncation) -> Tensor {
        guard truncation.layers.map({ $0 > 0 }) ?? true else { return styles }
        let z = styles.sliced(2, classSize..<size) * truncation.psi
        return classSize == 0 ? z : concatenate([styles.sliced(2, 0..<classSize), z], axis: 2)
    }
}
