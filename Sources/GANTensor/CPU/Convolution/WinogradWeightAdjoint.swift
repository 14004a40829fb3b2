import CGANKernels

/// dw by F(4x4, 3x3): in the transformed domain, dw is for each of the 36 points a product of dy and x summed over
/// tiles. Tiles are processed in chunks whose transforms all cores share; each task then owns a square of dw.
struct WinogradWeightAdjoint<Scalar: ConvolutionScalar> {
    private let geometry: ConvolutionGeometry
    private let pool: ThreadPool
    private let scratch: CachingAllocator
    private let kernels = Scalar.convolutionKernels
    private let tiles: WinogradTiles<Scalar>
    private let inPoints, outPoints: WinogradPoints<Scalar>

    private static var chunkBytes: Int { 8 << 20 }
    /// Panels of either side in the square of dw that one task owns: 147 KB of points.
    private static var squarePanels: Int { 2 }

    init(_ convolution: Convolution<Scalar>) {
        geometry = convolution.geometry
        pool = convolution.pool
        scratch = convolution.scratch
        tiles = WinogradTiles(images: geometry.batch, height: geometry.outHeight, width: geometry.outWidth)
        inPoints = WinogradPoints(panels: Scalar.panels(geometry.inChannels))
        outPoints = WinogradPoints(panels: Scalar.panels(geometry.outChannels))
    }

    func run(dy: UnsafePointer<Scalar>, x: UnsafePointer<Scalar>, dw: UnsafeMutablePointer<Scalar>) {
        let both = WinogradPoints<Scalar>(panels: inPoints.panels + outPoints.panels)
        let chunk = min(tiles.blocks, both.blocks(in: Self.chunkBytes))
        let inSquares = (inPoints.panels + Self.squarePanels - 1) / Self.squarePanels
        let outSquares = (outPoints.panels + Self.squarePanels - 1) / Self.squarePanels
        unsafe scratch.withScratch(Scalar.self, chunk * inPoints.blockStride) { inputs in
            unsafe scratch.withScratch(Scalar.self, chunk * outPoints.blockStride) { gradients in
                for start in stride(from: 0, to: tiles.blocks, by: chunk) {
                    let blocks = start..<min(start + chunk, tiles.blocks)
                    pool.run(blocks.count * both.panels) { item in
                        let (block, panel) = (item / both.panels, item % both.panels)
                        if panel < inPoints.panels {
                            unsafe transformInput(block, of: blocks, panel: panel, x: x, points: inputs)
                        } else {
                            unsafe transformGradient(
                                block, of: blocks, panel: panel - inPoints.panels, dy: dy, points: gradients)
                        }
                    }
                    pool.run(inSquares * outSquares) { item in
                        unsafe multiply(
                            (item / inSquares, item % inSquares), blocks: blocks, gradients: gradients, inputs: inputs,
                            dw: dw)
                    }
                }
            }
        }
    }

    private func transformInput(
        _ block: Int, of chunk: Range<Int>, panel: Int, x: UnsafePointer<Scalar>, points: UnsafeMutablePointer<Scalar>
    ) {
        let lanes = Scalar.lanes
        let channel = panel * lanes
        unsafe scratch.withScratch(Scalar.self, tiles.stripCount) { strip in
            tiles.forEachRun(chunk.lowerBound + block) { run in
                let pixels = 4 * run.count + 2
                unsafe tiles.fill(
                    strip: strip,
                    window: .init(
                        y: 4 * run.row - geometry.padY, x: 4 * run.column - geometry.padX, rows: 6, pixels: pixels),
                    source: x + (run.image * geometry.inChannels + channel) * geometry.inPixels,
                    height: geometry.inHeight, width: geometry.inWidth,
                    channels: min(lanes, geometry.inChannels - channel))
                unsafe kernels.winogradInputColumns(strip, pixels * lanes)
                let place = unsafe points + inPoints.start(block: block, panel: panel, slot: run.slot)
                unsafe kernels.winogradInputRows(strip, pixels * lanes, run.count, place, inPoints.pointStride)
            }
        }
    }

    private func transformGradient(
        _ block: Int, of chunk: Range<Int>, panel: Int, dy: UnsafePointer<Scalar>, points: UnsafeMutablePointer<Scalar>
    ) {
        let lanes = Scalar.lanes
        let channel = panel * lanes
        unsafe scratch.withScratch(Scalar.self, tiles.stripCount) { strip in
            tiles.forEachRun(chunk.lowerBound + block) { run in
                let pixels = 4 * run.count
                unsafe tiles.fill(
                    strip: strip, window: .init(y: 4 * run.row, x: 4 * run.column, rows: 4, pixels: pixels),
                    source: dy + (run.image * geometry.outChannels + channel) * geometry.outPixels,
                    height: geometry.outHeight, width: geometry.outWidth,
                    channels: min(lanes, geometry.outChannels - channel))
                unsafe kernels.winogradGradientColumns(strip, pixels * lanes)
                let place = unsafe points + outPoints.start(block: block, panel: panel, slot: run.slot)
                unsafe kernels.winogradGradientRows(strip, pixels * lanes, run.count, place, outPoints.pointStride)
            }
        }
    }

    /// The chunk's contribution to one square of dw; the first chunk writes, the others add.
    private func multiply(
        _ square: (out: Int, in: Int), blocks: Range<Int>, gradients: UnsafePointer<Scalar>,
        inputs: UnsafePointer<Scalar>, dw: UnsafeMutablePointer<Scalar>
    ) {
        let lanes = Scalar.lanes
        let outPanels = panels(square.out, of: outPoints.panels)
        let inPanels = panels(square.in, of: inPoints.panels)
        let cell = lanes * lanes
        let pointStride = outPanels.count * inPanels.count * cell + lanes
        unsafe scratch.withScratch(Scalar.self, 36 * pointStride) { products in
            for point in 0..<36 {
                for (o, outPanel) in outPanels.enumerated() {
                    for (i, inPanel) in inPanels.enumerated() {
                        unsafe sumOverTiles(
                            blocks,
                            left: gradients + point * outPoints.pointStride + outPanel * outPoints.panelStride,
                            right: inputs + point * inPoints.pointStride + inPanel * inPoints.panelStride,
                            products: products + point * pointStride + (o * inPanels.count + i) * cell)
                    }
                }
            }
            unsafe scratch.withScratch(Scalar.self, lanes * 9 * lanes) { taps in
                for (o, outPanel) in outPanels.enumerated() {
                    for (i, inPanel) in inPanels.enumerated() {
                        let place = unsafe products + (o * inPanels.count + i) * cell
                        unsafe kernels.winogradWeightAdjoint(place, pointStride, lanes, taps)
                        unsafe store(
                            taps, outPanel: outPanel, inPanel: inPanel, isFirst: blocks.lowerBound == 0, dw: dw)
                    }
                }
            }
        }
    }

    private func panels(_ square: Int, of panels: Int) -> Range<Int> {
        square * Self.squarePanels..<min((square + 1) * Self.squarePanels, panels)
    }

    /// products[out lane][in lane] of one point: a sum over the tiles of the blocks, three blocks at a time.
    private func sumOverTiles(
        _ blocks: Range<Int>, left: UnsafePointer<Scalar>, right: UnsafePointer<Scalar>,
        products: UnsafeMutablePointer<Scalar>
    ) {
        let lanes = Scalar.lanes
        func add(_ first: Int, rounds: Int, blocks: Int, tiles: Int) {
            let loops = [
                GANLoop(
                    count: rounds, leftStride: blocks * outPoints.blockStride,
                    rightStride: blocks * inPoints.blockStride),
                GANLoop(count: blocks, leftStride: outPoints.blockStride, rightStride: inPoints.blockStride),
                GANLoop(count: 1, leftStride: 0, rightStride: 0),
                GANLoop(count: tiles, leftStride: lanes, rightStride: lanes),
            ]
            unsafe kernels.productOverPixels(
                lanes, left + first * outPoints.blockStride, right + first * inPoints.blockStride, loops, products,
                lanes, first > 0 ? 1 : 0)
        }
        let blockTiles = WinogradTiles<Scalar>.blockTiles
        let rest = tiles.tileCount(blocks.upperBound - 1) % blockTiles
        let whole = rest == 0 ? blocks.count : blocks.count - 1
        if whole >= 3 { add(0, rounds: whole / 3, blocks: 3, tiles: blockTiles) }
        if whole % 3 > 0 { add(whole / 3 * 3, rounds: 1, blocks: whole % 3, tiles: blockTiles) }
        if rest > 0 { add(whole, rounds: 1, blocks: 1, tiles: rest) }
    }

    /// dw[o][i][9] from taps[o][9][lanes of i].
    private func store(
        _ taps: UnsafePointer<Scalar>, outPanel: Int, inPanel: Int, isFirst: Bool, dw: UnsafeMutablePointer<Scalar>
    ) {
        let lanes = Scalar.lanes
        let inChannel = inPanel * lanes
        for o in 0..<min(lanes, geometry.outChannels - outPanel * lanes) {
            unsafe kernels.channelsFromLanes(
                taps + o * 9 * lanes, min(lanes, geometry.inChannels - inChannel), 9,
                dw + ((outPanel * lanes + o) * geometry.inChannels + inChannel) * 9, 9, isFirst ? 0 : 1)
        }
    }
}
