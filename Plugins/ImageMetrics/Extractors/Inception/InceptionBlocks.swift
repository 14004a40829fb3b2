import GANCore
import GANTensor

// The blocks of InceptionV3 (Szegedy et al. 2016, arXiv:1512.00567, figures 5 to 7) with the names of published weights. Each
// has parallel branches over the same map, whose channels are concatenated.

/// Units in sequence.
typealias Branch = [InceptionUnit]

private func run(_ branch: Branch, _ x: Tensor) -> Tensor { branch.reduce(x) { map, unit in unit(map) } }

/// The mean of 3 × 3 pixels, ignoring those beyond the edges, as in TensorFlow and FID.
private func average(_ x: Tensor) -> Tensor {
    x.averagePooled(PoolWindow(size: 3, stride: 1, padding: 1), countsPadding: false)
}

private func halved(_ x: Tensor) -> Tensor { x.maxPooled(PoolWindow(size: 3, stride: 2, padding: 0)) }

protocol InceptionBlock {
    /// [N, C, H, W].
    func callAsFunction(_ x: Tensor) -> Tensor
}

/// Makes the units of a block from names, channels and kernels.
struct BranchMaker {
    let weights: FrozenWeights
    let block: String

    struct Part {
        let name: String
        let channels: Int
        var kernel = InceptionUnit.Kernel.point
        /// The stride: 2 for units that halve the map, which are not padded.
        var stride = 1

        init(_ name: String, _ channels: Int, _ kernel: InceptionUnit.Kernel = .point, stride: Int = 1) {
            (self.name, self.channels, self.kernel, self.stride) = (name, channels, kernel, stride)
        }
    }

    func callAsFunction(from inputs: Int, _ parts: Part...) throws -> Branch {
        var (units, channels): (Branch, Int) = ([], inputs)
        for part in parts {
            units.append(
                try InceptionUnit(
                    weights, "\(block).\(part.name)", (channels, part.channels), part.kernel, stride: part.stride,
                    pads: part.stride == 1))
            channels = part.channels
        }
        return units
    }
}

/// Factors of 5 × 5 at 35 × 35 pixels.
struct InceptionA: InceptionBlock {
    private let branches: [Branch]
    private let pooled: Branch

    init(_ make: BranchMaker, _ inputs: Int, pooled: Int) throws {
        branches = [
            try make(from: inputs, .init("branch1x1", 64)),
            try make(from: inputs, .init("branch5x5_1", 48), .init("branch5x5_2", 64, .five)),
            try make(
                from: inputs, .init("branch3x3dbl_1", 64), .init("branch3x3dbl_2", 96, .three),
                .init("branch3x3dbl_3", 96, .three)),
        ]
        self.pooled = try make(from: inputs, .init("branch_pool", pooled))
    }

    func callAsFunction(_ x: Tensor) -> Tensor {
        concatenate(branches.map { run($0, x) } + [run(pooled, average(x))], axis: 1)
    }
}

/// From 35 × 35 pixels to 17 × 17.
struct InceptionB: InceptionBlock {
    private let branches: [Branch]

    init(_ make: BranchMaker, _ inputs: Int) throws {
        branches = [
            try make(from: inputs, .init("branch3x3", 384, .three, stride: 2)),
            try make(
                from: inputs, .init("branch3x3dbl_1", 64), .init("branch3x3dbl_2", 96, .three),
                .init("branch3x3dbl_3", 96, .three, stride: 2)),
        ]
    }

    func callAsFunction(_ x: Tensor) -> Tensor { concatenate(branches.map { run($0, x) } + [halved(x)], axis: 1) }
}

/// Factors of 7 × 7 at 17 × 17 pixels.
struct InceptionC: InceptionBlock {
    private let branches: [Branch]
    private let pooled: Branch

    /// - Parameter inner: channels between the factors.
    init(_ make: BranchMaker, _ inputs: Int, inner: Int) throws {
        let (across, down) = (InceptionUnit.Kernel(1, 7), InceptionUnit.Kernel(7, 1))
        branches = [
            try make(from: inputs, .init("branch1x1", 192)),
            try make(
                from: inputs, .init("branch7x7_1", inner), .init("branch7x7_2", inner, across),
                .init("branch7x7_3", 192, down)),
            try make(
                from: inputs, .init("branch7x7dbl_1", inner), .init("branch7x7dbl_2", inner, down),
                .init("branch7x7dbl_3", inner, across), .init("branch7x7dbl_4", inner, down),
                .init("branch7x7dbl_5", 192, across)),
        ]
        pooled = try make(from: inputs, .init("branch_pool", 192))
    }

    func callAsFunction(_ x: Tensor) -> Tensor {
        concatenate(branches.map { run($0, x) } + [run(pooled, average(x))], axis: 1)
    }
}

/// From 17 × 17 pixels to 8 × 8.
struct InceptionD: InceptionBlock {
    private let branches: [Branch]

    init(_ make: BranchMaker, _ inputs: Int) throws {
        branches = [
            try make(from: inputs, .init("branch3x3_1", 192), .init("branch3x3_2", 320, .three, stride: 2)),
            try make(
                from: inputs, .init("branch7x7x3_1", 192), .init("branch7x7x3_2", 192, .init(1, 7)),
                .init("branch7x7x3_3", 192, .init(7, 1)), .init("branch7x7x3_4", 192, .three, stride: 2)),
        ]
    }

    func callAsFunction(_ x: Tensor) -> Tensor { concatenate(branches.map { run($0, x) } + [halved(x)], axis: 1) }
}

/// Widened at 8 × 8 pixels.
struct InceptionE: InceptionBlock {
    private let plain: Branch
    private let narrow: Branch
    private let narrowEnds: [Branch]
    private let deep: Branch
    private let deepEnds: [Branch]
    private let pooled: Branch
    private let takesMaximum: Bool

    /// - Parameter takesMaximum: 3 × 3 max pooling in place of mean pooling: the last block of FID's network.
    init(_ make: BranchMaker, _ inputs: Int, takesMaximum: Bool) throws {
        let (across, down) = (InceptionUnit.Kernel(1, 3), InceptionUnit.Kernel(3, 1))
        plain = try make(from: inputs, .init("branch1x1", 320))
        narrow = try make(from: inputs, .init("branch3x3_1", 384))
        narrowEnds = [
            try make(from: 384, .init("branch3x3_2a", 384, across)),
            try make(from: 384, .init("branch3x3_2b", 384, down)),
        ]
        deep = try make(from: inputs, .init("branch3x3dbl_1", 448), .init("branch3x3dbl_2", 384, .three))
        deepEnds = [
            try make(from: 384, .init("branch3x3dbl_3a", 384, across)),
            try make(from: 384, .init("branch3x3dbl_3b", 384, down)),
        ]
        pooled = try make(from: inputs, .init("branch_pool", 192))
        self.takesMaximum = takesMaximum
    }

    func callAsFunction(_ x: Tensor) -> Tensor {
        let (narrowed, deepened) = (run(narrow, x), run(deep, x))
        let window = PoolWindow(size: 3, stride: 1, padding: 1)
        let around = takesMaximum ? x.maxPooled(window) : average(x)
        return concatenate(
            [run(plain, x)] + narrowEnds.map { run($0, narrowed) } + deepEnds.map { run($0, deepened) }
                + [run(pooled, around)], axis: 1)
    }
}
