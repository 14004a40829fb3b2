import CGANKernels

/// Correlation of any geometry, forward or its adjoint in the input, without a patch matrix: register tiles read the
/// source, stored in lanes with a margin of zeros, at each tap's offset.
struct DirectCorrelation<Scalar: ConvolutionScalar> {
    private let pool: ThreadPool
    private let scratch: CachingAllocator
    private let kernels = Scalar.convolutionKernels
    private let isAdjoint: Bool
    private let images, groups, taps: Int
    /// Number of channels per group.
    private let inChannels, outChannels: Int
    private let outHeight, outWidth: Int
    private let source: DirectSource<Scalar>
    private let patterns: [Pattern]

    /// Outputs of one class of rows and one of columns, and their taps.
    private struct Pattern {
        var vertical, horizontal: DirectAxis.Class
        /// Index of each tap in the kernel.
        var taps: [Int]
        /// The distance of each tap and input panel from the first source value of an output.
        var offsets: [Int]
        /// The start of its weights in the packed weights of an output panel.
        var weightStart: Int
    }

    private static var sourceBytes: Int { 8 << 20 }
    /// Number of output panels per task, which share the source data, and the size of each one's strip.
    private static var taskPanels: Int { 4 }
    private static var stripBytes: Int { 64 << 10 }
    /// Number of rows of weights (of 64 bytes) that stay in the L1 cache during a task.
    private static var segmentDepth: Int { 256 }

    init(forward convolution: Convolution<Scalar>) {
        let g = convolution.geometry
        self.init(
            convolution, isAdjoint: false, channels: (g.groupInChannels, g.groupOutChannels),
            outSize: (g.outHeight, g.outWidth), source: DirectSource(forward: g))
    }

    init(inputAdjoint convolution: Convolution<Scalar>) {
        let g = convolution.geometry
        self.init(
            convolution, isAdjoint: true, channels: (g.groupOutChannels, g.groupInChannels),
            outSize: (g.inHeight, g.inWidth), source: DirectSource(inputAdjoint: g))
    }

    private init(
        _ convolution: Convolution<Scalar>, isAdjoint: Bool, channels: (in: Int, out: Int),
        outSize: (height: Int, width: Int), source: DirectSource<Scalar>
    ) {
        let g = convolution.geometry
        (pool, scratch) = (convolution.pool, convolution.scratch)
        self.isAdjoint = isAdjoint
        (images, groups, taps) = (g.batch, g.groups, g.taps)
        (inChannels, outChannels) = channels
        (outHeight, outWidth) = outSize
        self.source = source
        patterns = Self.patterns(source, inChannels: channels.in, kernelWidth: g.kernelWidth)
    }

    private static func patterns(
        _ source: DirectSource<Scalar>, inChannels: Int, kernelWidth: Int
    ) -> [Pattern] {
        var patterns: [Pattern] = []
        var weightStart = 0
        let panels = Scalar.panels(inChannels)
        for vertical in source.vertical.classes {
            for horizontal in source.horizontal.classes {
                var pattern = Pattern(
                    vertical: vertical, horizontal: horizontal, taps: [], offsets: [], weightStart: weightStart)
                for y in vertical.taps {
                    for x in horizontal.taps {
                        pattern.taps.append(y.tap * kernelWidth + x.tap)
                        let place = y.offset * source.rowStride + x.offset * Scalar.lanes
                        pattern.offsets += (0..<panels).map { $0 * source.planeStride + place }
                    }
                }
                weightStart += pattern.offsets.count * min(Scalar.lanes, inChannels) * Scalar.lanes
                patterns.append(pattern)
            }
        }
        return patterns
    }

    private var inPanels: Int { Scalar.panels(inChannels) }
    private var outPanels: Int { Scalar.panels(outChannels) }
    private var imageStride: Int { groups * inPanels * source.planeStride }
    /// Number of values of a panel that are multiplied: all lanes, or fewer if there are fewer channels.
    private var depth: Int { min(Scalar.lanes, inChannels) }
    private var weightStride: Int { taps * inPanels * depth * Scalar.lanes }
    /// Narrow maps are multiplied across images instead of along rows, to fill the register tiles.
    private var isNarrow: Bool { outWidth < 12 && images >= 6 }

    func run(x: UnsafePointer<Scalar>, w: UnsafePointer<Scalar>, y: UnsafeMutablePointer<Scalar>) {
        let size = MemoryLayout<Scalar>.stride
        let chunk = max(1, min(images, Self.sourceBytes / (imageStride * size)))
        let set = isNarrow ? min(chunk, 48) : 1
        let rowBytes = set * outWidth * Scalar.lanes * size
        let rows = max(1, min(outHeight, Self.stripBytes / rowBytes))
        let rowBlocks = (outHeight + rows - 1) / rows
        let taskColumns = (outPanels + Self.taskPanels - 1) / Self.taskPanels
        let columns = groups * taskColumns
        unsafe scratch.withScratch(Scalar.self, groups * outPanels * weightStride) { weights in
            pool.run(groups * outPanels) { unsafe packWeights(panel: $0, w: w, into: weights + $0 * weightStride) }
            unsafe scratch.withScratch(Scalar.self, chunk * imageStride) { lanes in
                for start in stride(from: 0, to: images, by: chunk) {
                    let count = min(chunk, images - start)
                    pool.run(count * groups * inPanels) { item in
                        unsafe fill(item, x: x + start * groups * inChannels * sourcePixels, into: lanes)
                    }
                    let sets = (count + set - 1) / set
                    pool.run(columns * sets * rowBlocks) { item in
                        let (column, block) = (item % columns, item / columns)
                        let row = block % rowBlocks * rows
                        let first = block / rowBlocks * set
                        let panel = column % taskColumns * Self.taskPanels
                        unsafe multiply(
                            Task(
                                group: column / taskColumns, panels: panel..<min(panel + Self.taskPanels, outPanels),
                                images: start + first..<start + min(first + set, count),
                                rows: row..<min(row + rows, outHeight)),
                            source: lanes + first * imageStride, weights: weights, y: y)
                    }
                }
            }
        }
    }

    private var sourcePixels: Int { source.vertical.sourceLength * source.horizontal.sourceLength }

    private func fill(_ item: Int, x: UnsafePointer<Scalar>, into lanes: UnsafeMutablePointer<Scalar>) {
        let group = item / inPanels
        let channel = item % inPanels * Scalar.lanes
        unsafe source.fill(
            lanes + item * source.planeStride, from: x + (group * inChannels + channel) * sourcePixels,
            channels: min(Scalar.lanes, inChannels - channel))
    }

    /// packed[pattern][tap][input panel][depth][lanes of output channels]; `panel` counts the panels of all groups.
    private func packWeights(panel: Int, w: UnsafePointer<Scalar>, into packed: UnsafeMutablePointer<Scalar>) {
        let lanes = Scalar.lanes
        let (group, first) = (panel / outPanels, panel % outPanels * lanes)
        let channels = min(lanes, outChannels - first)
        unsafe scratch.withScratch(Scalar.self, taps * lanes) { row in
            for i in 0..<inPanels * depth {
                if i >= inChannels {
                    unsafe row.zero(taps * lanes)
                } else if isAdjoint {
                    let from = unsafe w + ((group * inChannels + i) * outChannels + first) * taps
                    unsafe kernels.lanesFromChannels(from, taps, channels, taps, row)
                } else {
                    let from = unsafe w + ((group * outChannels + first) * inChannels + i) * taps
                    unsafe kernels.lanesFromChannels(from, inChannels * taps, channels, taps, row)
                }
                for pattern in patterns {
                    for (place, tap) in pattern.taps.enumerated() {
                        let target = unsafe packed + pattern.weightStart + (place * inPanels * depth + i) * lanes
                        unsafe target.update(from: row + tap * lanes, count: lanes)
                    }
                }
            }
        }
    }

    /// Some panels of output channels of one group, for some rows of some images.
    private struct Task {
        var group: Int
        var panels, images, rows: Range<Int>
    }

    private func multiply(
        _ task: Task, source x: UnsafePointer<Scalar>, weights: UnsafePointer<Scalar>, y: UnsafeMutablePointer<Scalar>
    ) {
        let lanes = Scalar.lanes
        let pixels = task.rows.count * outWidth
        let stripCount = task.images.count * pixels * lanes
        let step = max(1, Self.segmentDepth / depth)
        unsafe scratch.withScratch(Scalar.self, task.panels.count * stripCount) { strips in
            if patterns.contains(where: { $0.taps.isEmpty }) { unsafe strips.zero(task.panels.count * stripCount) }
            for pattern in patterns {
                for segment in stride(from: 0, to: pattern.offsets.count, by: step) {
                    for (index, panel) in task.panels.enumerated() {
                        unsafe multiply(
                            task, pattern, segments: segment..<min(segment + step, pattern.offsets.count),
                            source: x + task.group * inPanels * source.planeStride,
                            weights: weights + (task.group * outPanels + panel) * weightStride,
                            strip: strips + index * stripCount)
                    }
                }
            }
            for (index, panel) in task.panels.enumerated() {
                unsafe store(strips + index * stripCount, of: task, panel: panel, y: y)
            }
        }
    }

    private func store(
        _ strip: UnsafePointer<Scalar>, of task: Task, panel: Int, y: UnsafeMutablePointer<Scalar>
    ) {
        let pixels = task.rows.count * outWidth
        let channel = panel * Scalar.lanes
        for image in 0..<task.images.count {
            let plane = ((task.images.lowerBound + image) * groups + task.group) * outChannels + channel
            unsafe kernels.channelsFromLanes(
                strip + image * pixels * Scalar.lanes, min(Scalar.lanes, outChannels - channel), pixels,
                y + plane * outHeight * outWidth + task.rows.lowerBound * outWidth, outHeight * outWidth, 0)
        }
    }

    /// Adds some segments (a tap of an input panel each) to strip[image][row][column][lanes].
    private func multiply(
        _ task: Task, _ pattern: Pattern, segments: Range<Int>, source x: UnsafePointer<Scalar>,
        weights: UnsafePointer<Scalar>, strip: UnsafeMutablePointer<Scalar>
    ) {
        let lanes = Scalar.lanes
        let (v, h) = (pattern.vertical, pattern.horizontal)
        let b = unsafe weights + pattern.weightStart + segments.lowerBound * depth * lanes
        let accumulate: Int32 = segments.lowerBound > 0 ? 1 : 0
        unsafe pattern.offsets.withUnsafeBufferPointer { all in
            guard let start = all.baseAddress else { return }
            let offsets = unsafe start + segments.lowerBound
            func product(_ rows: Int, _ a: UnsafePointer<Scalar>, _ aRow: Int, _ c: Int, _ cRow: Int) {
                unsafe kernels.productOverChannels(
                    rows, a, aRow, offsets, segments.count, depth, b, strip + c * lanes, cRow * lanes, accumulate)
            }
            for index in 0..<v.count {
                let row = v.outStart + index * v.outStep
                guard task.rows.contains(row) else { continue }
                let c = (row - task.rows.lowerBound) * outWidth + h.outStart
                let a = unsafe x + (v.sourceStart + index * v.sourceStep) * source.rowStride + h.sourceStart * lanes
                if isNarrow {
                    for j in 0..<h.count {
                        unsafe product(
                            task.images.count, a + j * h.sourceStep * lanes, imageStride, c + j * h.outStep,
                            task.rows.count * outWidth)
                    }
                } else {
                    unsafe product(h.count, a, h.sourceStep * lanes, c, h.outStep)
                }
            }
        }
    }
}
