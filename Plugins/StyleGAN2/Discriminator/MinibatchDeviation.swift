import GANTensor

/// Appends the standard deviation within a group of images as features (Karras et al. 2018, arXiv:1710.10196, section 3; METHODS
/// §1.9).
struct MinibatchDeviation: Sendable {
    /// Number of images in a group; nil for the whole batch.
    let groupSize: Int?
    /// Number of channels appended; divides the number of feature channels.
    let channels: Int

    /// Whether a batch can be split into groups, as training requires: it is smaller than a group or a multiple of it. The
    /// published code fails otherwise.
    func splits(_ samples: Int) -> Bool { groupSize.map { samples <= $0 || samples % $0 == 0 } ?? true }

    /// Number of samples that are compared with each other: `groupSize`, or in evaluation mode the largest smaller
    /// number that divides the batch.
    func size(inBatch samples: Int) -> Int {
        (1...max(min(groupSize ?? samples, samples), 1)).last { samples % $0 == 0 } ?? 1
    }

    /// x [N, C, H, W] to [N, C + channels, H, W]. With G samples per group, sample k belongs to group k mod (N / G).
    /// - Parameter views: groups are formed within each of this many parts of the batch, because copies of one latent would
    ///   make a group look uniform.
    func callAsFunction(_ x: Tensor, views: Int) -> Tensor {
        guard views > 1, x.shape[0] % views == 0 else { return grouped(x) }
        let size = x.shape[0] / views
        return concatenate((0..<views).map { grouped(x.rows($0 * size..<($0 + 1) * size)) }, axis: 0)
    }

    private func grouped(_ x: Tensor) -> Tensor {
        let (samples, features, height, width) = (x.shape[0], x.shape[1], x.shape[2], x.shape[3])
        let size = size(inBatch: samples)
        let groups = samples / size
        let members = x.widened().reshaped(size, groups, channels, features / channels, height, width)
        let variance = (members - members.mean(0, keepDims: true)).squared().mean(0)
        let deviation = (variance + 1e-8).sqrt().mean(2, 3, 4).reshaped(groups, channels, 1, 1)
        let planes = deviation.repeated(size, axis: 0).broadcast(to: [samples, channels, height, width])
        return concatenate([x, planes.converted(to: x.dtype)], axis: 1)
    }
}
