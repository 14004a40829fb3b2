import CGANKernels

/// Correlation with 3x3 kernels by F(4x4, 3x3): forward, or the adjoint in the input, which is the correlation of dy
/// with the rotated kernels and padding 2 - p.
///
/// Tiles are processed in chunks. For each chunk, first all panels of the input are transformed; then each group of output
/// channels is multiplied and transformed back, so that its products stay in the L2 cache of one core.
struct WinogradCorrelation<Scalar: ConvolutionScalar> {
    private let pool: ThreadPool
    private let scratch: CachingAllocator
    private let kernels = Scalar.convolutionKernels
    private let isAdjoint: Bool
    private let inChannels, outChannels, inHeight, inWidth, padY, padX: Int
    private let tiles: WinogradTiles<Scalar>
    private let inPoints: WinogradPoints<Scalar>

    /// Number of output panels multiplied together: limited by the L2 cache for their products, or by the L3 cache if the group's
    /// own transformed weights must stay there.
    private let groupPanels: Int
    /// Number of input panels summed before the next block of rows: their weights, 16 KB, stay in the L1 cache.
    private static var segmentPanels: Int { 256 / Scalar.lanes }
    private static var chunkBytes: Int { 5 << 20 }
    /// Whether the transformed weights are kept for the whole call; otherwise each chunk computes them again.
    private let keepsWeights: Bool

    private static func keepsWeights(_ inPanels: Int, _ outPanels: Int) -> Bool {
        36 * inPanels * outPanels * Scalar.lanes * 64 <= 12 << 20
    }

    init(forward convolution: Convolution<Scalar>) {
        let g = convolution.geometry
        pool = convolution.pool
        scratch = convolution.scratch
        isAdjoint = false
        (inChannels, outChannels) = (g.inChannels, g.outChannels)
        (inHeight, inWidth, padY, padX) = (g.inHeight, g.inWidth, g.padY, g.padX)
        tiles = WinogradTiles(images: g.batch, height: g.outHeight, width: g.outWidth)
        inPoints = WinogradPoints(panels: Scalar.panels(g.inChannels))
        keepsWeights = Self.keepsWeights(inPoints.panels, Scalar.panels(outChannels))
        groupPanels = keepsWeights ? 4 : 1
    }

    init(inputAdjoint convolution: Convolution<Scalar>) {
        let g = convolution.geometry
        pool = convolution.pool
        scratch = convolution.scratch
        isAdjoint = true
        (inChannels, outChannels) = (g.outChannels, g.inChannels)
        (inHeight, inWidth, padY, padX) = (g.outHeight, g.outWidth, 2 - g.padY, 2 - g.padX)
        tiles = WinogradTiles(images: g.batch, height: g.inHeight, width: g.inWidth)
        inPoints = WinogradPoints(panels: Scalar.panels(g.outChannels))
        keepsWeights = Self.keepsWeights(inPoints.panels, Scalar.panels(outChannels))
        groupPanels = keepsWeights ? 4 : 1
    }

    private var outPanels: Int { Scalar.panels(outChannels) }
    private var groups: Int { (outPanels + groupPanels - 1) / groupPanels }
    private func panels(ofGroup group: Int) -> Int { min(groupPanels, outPanels - group * groupPanels) }

    /// Transformed weights of one group: [point][panel of the group][input channel][lanes].
    private var weightPanelStride: Int { inPoints.panels * Scalar.lanes * Scalar.lanes }
    private var weightGroupCount: Int { 36 * (groupPanels * weightPanelStride + Scalar.lanes) }
    private func weightPointStride(_ group: Int) -> Int { panels(ofGroup: group) * weightPanelStride + Scalar.lanes }

    func run(x: UnsafePointer<Scalar>, w: UnsafePointer<Scalar>, y: UnsafeMutablePointer<Scalar>) {
        let chunk = min(tiles.blocks, inPoints.blocks(in: Self.chunkBytes))
        unsafe scratch.withScratch(Scalar.self, chunk * inPoints.blockStride) { points in
            if keepsWeights {
                unsafe scratch.withScratch(Scalar.self, groups * weightGroupCount) { weights in
                    pool.run(outPanels) { unsafe transformWeights(panel: $0, w: w, into: weights + groupStart($0)) }
                    forEachChunk(chunk) { blocks in
                        unsafe transformInput(blocks, x: x, points: points)
                        pool.run(groups * blocks.count) { item in
                            let (group, block) = (item / blocks.count, item % blocks.count)
                            unsafe multiply(
                                group, blocks: block..<block + 1, of: blocks, points: points,
                                weights: weights + group * weightGroupCount, y: y)
                        }
                    }
                }
            } else {
                forEachChunk(chunk) { blocks in
                    unsafe transformInput(blocks, x: x, points: points)
                    pool.run(groups) { group in
                        unsafe scratch.withScratch(Scalar.self, weightGroupCount) { weights in
                            for panel in 0..<panels(ofGroup: group) {
                                unsafe transformWeights(panel: group * groupPanels + panel, w: w, into: weights)
                            }
                            unsafe multiply(
                                group, blocks: 0..<blocks.count, of: blocks, points: points, weights: weights, y: y)
                        }
                    }
                }
            }
        }
    }

    private func groupStart(_ panel: Int) -> Int { panel / groupPanels * weightGroupCount }

    private func forEachChunk(_ size: Int, _ body: (Range<Int>) -> Void) {
        for start in stride(from: 0, to: tiles.blocks, by: size) { body(start..<min(start + size, tiles.blocks)) }
    }

    /// points[block][36][panel][tile][lanes] of the blocks, numbered from the first of them.
    private func transformInput(_ blocks: Range<Int>, x: UnsafePointer<Scalar>, points: UnsafeMutablePointer<Scalar>) {
        let lanes = Scalar.lanes
        pool.run(blocks.count * inPoints.panels) { item in
            let (block, panel) = (item / inPoints.panels, item % inPoints.panels)
            let channel = panel * lanes
            unsafe scratch.withScratch(Scalar.self, tiles.stripCount) { strip in
                tiles.forEachRun(blocks.lowerBound + block) { run in
                    let pixels = 4 * run.count + 2
                    unsafe tiles.fill(
                        strip: strip,
                        window: .init(y: 4 * run.row - padY, x: 4 * run.column - padX, rows: 6, pixels: pixels),
                        source: x + (run.image * inChannels + channel) * inHeight * inWidth, height: inHeight,
                        width: inWidth, channels: min(lanes, inChannels - channel))
                    unsafe kernels.winogradInputColumns(strip, pixels * lanes)
                    let place = inPoints.start(block: block, panel: panel, slot: run.slot)
                    unsafe kernels.winogradInputRows(
                        strip, pixels * lanes, run.count, points + place, inPoints.pointStride)
                }
            }
        }
    }

    /// One panel of output channels into its group's weights; rows that pad the input channels become zero.
    private func transformWeights(panel: Int, w: UnsafePointer<Scalar>, into group: UnsafeMutablePointer<Scalar>) {
        let lanes = Scalar.lanes
        let first = panel * lanes
        let channels = min(lanes, outChannels - first)
        let pointStride = weightPointStride(panel / groupPanels)
        let target = unsafe group + panel % groupPanels * weightPanelStride
        let batch = 32
        unsafe scratch.withScratch(Scalar.self, batch * 9 * lanes) { taps in
            for start in stride(from: 0, to: inPoints.panels * lanes, by: batch) {
                let padded = min(batch, inPoints.panels * lanes - start)
                let count = max(0, min(padded, inChannels - start))
                if isAdjoint {
                    for i in 0..<count {
                        let source = unsafe w + ((start + i) * outChannels + first) * 9
                        unsafe kernels.lanesFromChannels(source, 9, channels, 9, taps + i * 9 * lanes)
                    }
                } else {
                    let source = unsafe w + (first * inChannels + start) * 9
                    unsafe kernels.lanesFromChannels(source, inChannels * 9, channels, count * 9, taps)
                }
                unsafe (taps + count * 9 * lanes).zero((padded - count) * 9 * lanes)
                unsafe kernels.winogradWeight(taps, padded, isAdjoint ? 1 : 0, target + start * lanes, pointStride)
            }
        }
    }

    /// One group of output channels of some blocks of the chunk: products, then y.
    private func multiply(
        _ group: Int, blocks: Range<Int>, of chunk: Range<Int>, points: UnsafePointer<Scalar>,
        weights: UnsafePointer<Scalar>, y: UnsafeMutablePointer<Scalar>
    ) {
        let lanes = Scalar.lanes
        let outPoints = WinogradPoints<Scalar>(panels: panels(ofGroup: group))
        let offsets = (0..<inPoints.panels).map { $0 * inPoints.panelStride }
        unsafe scratch.withScratch(Scalar.self, outPoints.blockStride) { products in
            for block in blocks {
                let count = tiles.tileCount(chunk.lowerBound + block)
                for point in 0..<36 {
                    for panel in 0..<outPoints.panels {
                        let left = unsafe points + block * inPoints.blockStride + point * inPoints.pointStride
                        let right = unsafe weights + point * weightPointStride(group) + panel * weightPanelStride
                        let target = unsafe products + point * outPoints.pointStride + panel * outPoints.panelStride
                        for start in stride(from: 0, to: inPoints.panels, by: Self.segmentPanels) {
                            unsafe kernels.productOverChannels(
                                count, left + start * inPoints.panelStride, lanes, offsets,
                                min(Self.segmentPanels, inPoints.panels - start), lanes,
                                right + start * lanes * lanes, target, lanes, start > 0 ? 1 : 0)
                        }
                    }
                }
                unsafe transformOutput(
                    chunk.lowerBound + block, group: group, products: products, layout: outPoints, y: y)
            }
        }
    }

    private func transformOutput(
        _ block: Int, group: Int, products: UnsafePointer<Scalar>, layout: WinogradPoints<Scalar>,
        y: UnsafeMutablePointer<Scalar>
    ) {
        let lanes = Scalar.lanes
        unsafe scratch.withScratch(Scalar.self, tiles.stripCount) { strip in
            for panel in 0..<layout.panels {
                let channel = (group * groupPanels + panel) * lanes
                let channels = min(lanes, outChannels - channel)
                tiles.forEachRun(block) { run in
                    let rowLength = 4 * run.count * lanes
                    let place = layout.start(block: 0, panel: panel, slot: run.slot)
                    unsafe kernels.winogradOutputRows(products + place, layout.pointStride, run.count, strip, rowLength)
                    unsafe kernels.winogradOutputColumns(strip, rowLength)
                    let plane = unsafe y + (run.image * outChannels + channel) * tiles.height * tiles.width
                    for r in 0..<min(4, tiles.height - 4 * run.row) {
                        unsafe kernels.channelsFromLanes(
                            strip + r * rowLength, channels, min(4 * run.count, tiles.width - 4 * run.column),
                            plane + (4 * run.row + r) * tiles.width + 4 * run.column, tiles.height * tiles.width, 0)
                    }
                }
            }
        }
    }
}
