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
    /// Number of the first blocks that do not know the class; nil if the linear layer and all blocks may.
    var classFreeBlocks: Int?

    var size: Int { classSize + latentSize }

    /// Size of the condition of a block.
    /// - Parameter isClassFree: whether the block does not know the class.
    func vectorSize(isClassFree: Bool = false) -> Int {
        let classSize = isClassFree ? 0 : classSize
        return switch sharing {
        case .none: classSize
        case .chunks(let chunk): classSize + chunk
        case .whole: classSize + latentSize
        }
    }

    /// Size of the linear layer's input.
    var seedSize: Int {
        switch sharing {
        case .none: latentSize
        case .chunks(let chunk): chunk
        case .whole: classFreeBlocks == nil ? size : latentSize
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

    /// The inputs of the linear layer and of each of `blocks` blocks, from rows [N, size]. A block without a condition has nil.
    func parts(_ rows: Tensor, blocks: Int) -> (seed: Tensor, vectors: [Tensor?]) {
        let (classes, z) = (rows.sliced(1, 0..<classSize), rows.sliced(1, classSize..<size))
        func isClassFree(_ block: Int) -> Bool { classSize == 0 || block < classFreeBlocks ?? 0 }
        switch sharing {
        case .none: return (z, (0..<blocks).map { isClassFree($0) ? nil : classes })
        case .whole: return (classFreeBlocks == nil ? rows : z, (0..<blocks).map { isClassFree($0) ? z : rows })
        case .chunks(let chunk):
            func own(_ index: Int) -> Tensor { z.sliced(1, index * chunk..<(index + 1) * chunk) }
            let vectors = (0..<blocks).map {
                isClassFree($0) ? own($0 + 1) : concatenate([classes, own($0 + 1)], axis: 1)
            }
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
