import GANCore
import GANTensor

/// What a generator of this family is conditioned on, as styles: one vector for each image, that of its class and then its latents.
struct StyleVectors {
    /// Who takes which latents.
    enum Sharing {
        /// The linear layer takes all.
        case none
        /// The linear layer and each block take so many for themselves.
        case chunks(Int)
        /// The linear layer and each block take the whole vector, the class's too.
        case whole
    }

    /// Of the class's vector; 0 where labels do not count.
    let classSize: Int
    /// Of the latents z.
    let latentSize: Int
    let sharing: Sharing

    var size: Int { classSize + latentSize }

    /// Of what a block is conditioned on.
    var vectorSize: Int {
        switch sharing {
        case .none: classSize
        case .chunks(let chunk): classSize + chunk
        case .whole: size
        }
    }

    /// Of what the linear layer takes.
    var seedSize: Int {
        switch sharing {
        case .none: latentSize
        case .chunks(let chunk): chunk
        case .whole: size
        }
    }

    /// The places of latents that the linear layer and then each block take for themselves (METHODS §5.2); empty where they have
    /// none of their own.
    var levels: [Range<Int>] {
        guard case .chunks(let chunk) = sharing else { return [] }
        return stride(from: classSize, to: size, by: chunk).map { $0..<$0 + chunk }
    }

    /// classes [N, class size] and z [N, latent size] as styles.
    func latents(_ classes: Tensor?, _ z: Tensor) -> StyleLatents {
        let mapped = classes.map { concatenate([$0, z], axis: 1) } ?? z
        return StyleLatents(mapped: mapped, styles: mapped.reshaped(mapped.shape[0], 1, size))
    }

    /// What the linear layer and each of `blocks` blocks take of rows [N, size].
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

    /// Latents drawn towards their mean, which is zero; the class stays.
    func truncated(_ styles: Tensor, _ truncation: Truncation) -> Tensor {
        guard truncation.layers.map({ $0 > 0 }) ?? true else { return styles }
        let z = styles.sliced(2, classSize..<size) * truncation.psi
        return classSize == 0 ? z : concatenate([styles.sliced(2, 0..<classSize), z], axis: 2)
    }
}
