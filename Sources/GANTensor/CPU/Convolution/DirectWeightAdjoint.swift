import CGANKernels

/// dw of any geometry: for each tap, a product of dy and x summed over pixels, both in lanes. Images are processed in chunks; the
/// sums stay in lanes until the last chunk.
struct DirectWeightAdjoint<Scalar: ConvolutionScalar> {
    private let geometry: ConvolutionGeometry
    private let pool: ThreadPool
    private let scratch: CachingAllocator
    private let kernels = Scalar.convolutionKernels
    private let source: DirectSource<Scalar>

    private static var chunkBytes: Int { 16 << 20 }
    /// Number of panels per side in the square of dw that one task owns.
    private static var squarePanels: Int { 2 }
    /// Bytes of both sides of a square that are processed per tap, so that they stay in the L2 cache.
    private static var runBytes: Int { 256 << 10 }
    /// Number of pixels summed in registers at a time: 16 KB of either side.
    private static var roundPixels: Int { 256 }
    /// The smallest number of tasks. With few channels there are few squares; then the images are distributed too.
    private static var fewestTasks: Int { 8 }

    init(_ convolution: Convolution<Scalar>) {
        geometry = convolution.geometry
        pool = convolution.pool
        scratch = convolution.scratch
        source = DirectSource(forward: geometry)
    }

    private var inPanels: Int { Scalar.panels(geometry.groupInChannels) }
    private var outPanels: Int { Scalar.panels(geometry.groupOutChannels) }
    private var inSquares: Int { (inPanels + Self.squarePanels - 1) / Self.squarePanels }
    private var outSquares: Int { (outPanels + Self.squarePanels - 1) / Self.squarePanels }
    private var squares: Int { geometry.groups * outSquares * inSquares }
    private var outPlaneStride: Int { geometry.outPixels * Scalar.lanes }
    private var inImageStride: Int { geometry.groups * inPanels * source.planeStride }
    private var outImageStride: Int { geometry.groups * outPanels * outPlaneStride }

    /// The sums: [share][group][out panel][in panel][out lane][tap][in lane].
    private var cellCount: Int { Scalar.lanes * geometry.taps * Scalar.lanes }
    private var shareCount: Int { geometry.groups * outPanels * inPanels * cellCount }

    func run(dy: UnsafePointer<Scalar>, x: UnsafePointer<Scalar>, dw: UnsafeMutablePointer<Scalar>) {
        let imageBytes = (inImageStride + outImageStride) * MemoryLayout<Scalar>.stride
        let chunk = max(1, min(geometry.batch, Self.chunkBytes / imageBytes))
        let shares = min(chunk, (Self.fewestTasks + squares - 1) / squares)
        unsafe scratch.withScratch(Scalar.self, shares * shareCount) { sums in
            pool.run(shares) { unsafe (sums + $0 * shareCount).zero(shareCount) }
            unsafe scratch.withScratch(Scalar.self, chunk * inImageStride) { inputs in
                unsafe scratch.withScratch(Scalar.self, chunk * outImageStride) { gradients in
                    for start in stride(from: 0, to: geometry.batch, by: chunk) {
                        let count = min(chunk, geometry.batch - start)
                        unsafe fill(images: start..<start + count, dy: dy, x: x, gradients: gradients, inputs: inputs)
                        pool.run(squares * shares) { item in
                            let (square, share) = (item / shares, item % shares)
                            unsafe multiply(
                                square: square, images: share * count / shares..<(share + 1) * count / shares,
                                gradients: gradients, inputs: inputs, sums: sums + share * shareCount)
                        }
                    }
                }
            }
            pool.run(geometry.groups * outPanels) { unsafe store(outPlane: $0, shares: shares, sums: sums, dw: dw) }
        }
    }

    private func fill(
        images: Range<Int>, dy: UnsafePointer<Scalar>, x: UnsafePointer<Scalar>,
        gradients: UnsafeMutablePointer<Scalar>, inputs: UnsafeMutablePointer<Scalar>
    ) {
        let (inPlanes, outPlanes) = (geometry.groups * inPanels, geometry.groups * outPanels)
        let g = geometry
        pool.run(images.count * (inPlanes + outPlanes)) { item in
            if item < images.count * inPlanes {
                let channel = item % inPanels * Scalar.lanes
                let group = images.lowerBound * g.groups + item / inPanels
                unsafe source.fill(
                    inputs + item * source.planeStride,
                    from: x + (group * g.groupInChannels + channel) * g.inPixels,
                    channels: min(Scalar.lanes, g.groupInChannels - channel))
            } else {
                let plane = item - images.count * inPlanes
                let channel = plane % outPanels * Scalar.lanes
                let group = images.lowerBound * g.groups + plane / outPanels
                unsafe kernels.lanesFromChannels(
                    dy + (group * g.groupOutChannels + channel) * g.outPixels, g.outPixels,
                    min(Scalar.lanes, g.groupOutChannels - channel), g.outPixels, gradients + plane * outPlaneStride)
            }
        }
    }

    private func panels(_ square: Int, of panels: Int) -> Range<Int> {
        square * Self.squarePanels..<min((square + 1) * Self.squarePanels, panels)
    }

    /// Adds some images of the chunk to one square of the sums.
    private func multiply(
        square: Int, images: Range<Int>, gradients: UnsafePointer<Scalar>, inputs: UnsafePointer<Scalar>,
        sums: UnsafeMutablePointer<Scalar>
    ) {
        let lanes = Scalar.lanes
        let group = square / (outSquares * inSquares)
        let squareBytes = Self.squarePanels * (outPlaneStride + source.planeStride) * MemoryLayout<Scalar>.stride
        let run = max(1, Self.runBytes / squareBytes)
        for first in stride(from: images.lowerBound, to: images.upperBound, by: run) {
            let rounds = rounds(images: min(run, images.upperBound - first))
            for outPanel in panels(square / inSquares % outSquares, of: outPanels) {
                let outPlane = group * outPanels + outPanel
                let left = unsafe gradients + first * outImageStride + outPlane * outPlaneStride
                for inPanel in panels(square % inSquares, of: inPanels) {
                    let right =
                        unsafe inputs + first * inImageStride + (group * inPanels + inPanel) * source.planeStride
                    let cell = unsafe sums + (outPlane * inPanels + inPanel) * cellCount
                    for tap in 0..<geometry.taps {
                        let y = tap / geometry.kernelWidth * geometry.dilationY
                        let x = tap % geometry.kernelWidth * geometry.dilationX
                        for round in rounds {
                            unsafe kernels.productOverPixels(
                                min(lanes, geometry.groupOutChannels - outPanel * lanes), left + round.left,
                                right + round.right + y * source.rowStride + x * lanes, round.loops,
                                cell + tap * lanes, geometry.taps * lanes, 1)
                        }
                    }
                }
            }
        }
    }

    /// One call of the kernel: its start on either side, and its loops.
    private struct Round {
        var left, right: Int
        var loops: [GANLoop]
    }

    /// Calls that cover all pixels of some images in rounds of about `roundPixels`: several small images at a time, or
    /// some rows of a large one.
    private func rounds(images: Int) -> [Round] {
        let rows = max(1, min(geometry.outHeight, Self.roundPixels / geometry.outWidth))
        let together = rows < geometry.outHeight ? 1 : max(1, Self.roundPixels / geometry.outPixels)
        let image = GANLoop(count: together, leftStride: outImageStride, rightStride: inImageStride)
        let row = GANLoop(
            count: rows, leftStride: geometry.outWidth * Scalar.lanes,
            rightStride: geometry.strideY * source.rowStride)
        guard rows < geometry.outHeight else {
            return split(images, by: image, then: row)
        }
        return (0..<images).flatMap { index in
            split(geometry.outHeight, by: row, then: nil).map { round in
                Round(
                    left: round.left + index * outImageStride, right: round.right + index * inImageStride,
                    loops: round.loops)
            }
        }
    }

    /// `total` steps in rounds of `step.count`, and one more round for the rest.
    private func split(_ total: Int, by step: GANLoop, then inner: GANLoop?) -> [Round] {
        let column = GANLoop(
            count: geometry.outWidth, leftStride: Scalar.lanes, rightStride: geometry.strideX * Scalar.lanes)
        func round(_ first: Int, rounds: Int, count: Int) -> Round {
            let outer = GANLoop(
                count: rounds, leftStride: step.count * step.leftStride, rightStride: step.count * step.rightStride)
            let each = GANLoop(count: count, leftStride: step.leftStride, rightStride: step.rightStride)
            let once = GANLoop(count: 1, leftStride: 0, rightStride: 0)
            return Round(
                left: first * step.leftStride, right: first * step.rightStride,
                loops: [outer, inner == nil ? once : each, inner ?? each, column])
        }
        let (whole, rest) = (total / step.count, total % step.count)
        return (whole > 0 ? [round(0, rounds: whole, count: step.count)] : [])
            + (rest > 0 ? [round(whole * step.count, rounds: 1, count: rest)] : [])
    }

    /// dw[o][i][tap] of one panel of output channels: adds the shares in order.
    private func store(
        outPlane: Int, shares: Int, sums: UnsafePointer<Scalar>, dw: UnsafeMutablePointer<Scalar>
    ) {
        let (lanes, taps, inChannels) = (Scalar.lanes, geometry.taps, geometry.groupInChannels)
        let (group, outPanel) = (outPlane / outPanels, outPlane % outPanels)
        for row in 0..<min(lanes, geometry.groupOutChannels - outPanel * lanes) {
            let o = group * geometry.groupOutChannels + outPanel * lanes + row
            for inPanel in 0..<inPanels {
                let cell = unsafe sums + (outPlane * inPanels + inPanel) * cellCount + row * taps * lanes
                for share in 0..<shares {
                    unsafe kernels.channelsFromLanes(
                        cell + share * shareCount, min(lanes, inChannels - inPanel * lanes), taps,
                        dw + (o * inChannels + inPanel * lanes) * taps, taps, share > 0 ? 1 : 0)
                }
            }
        }
    }
}
