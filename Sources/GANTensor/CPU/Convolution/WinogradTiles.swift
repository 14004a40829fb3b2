import CGANKernels

/// The 4x4 tiles of a batch of planes [planes][height][width], numbered row by row, image by image, and the strips
/// of lanes for their transforms. Tiles are handled in blocks of `blockTiles`; the last block may be shorter.
struct WinogradTiles<Scalar: ConvolutionScalar> {
    /// Six register tiles of six rows (or three of twelve). The products of such a block with 64 channels are 332 KB of
    /// float, which leaves room in an L2 cache of 512 KB.
    static var blockTiles: Int { 36 }

    let kernels = Scalar.convolutionKernels
    let images, height, width: Int
    let rows, columns: Int

    init(images: Int, height: Int, width: Int) {
        self.images = images
        self.height = height
        self.width = width
        rows = (height + 3) / 4
        columns = (width + 3) / 4
    }

    var count: Int { images * rows * columns }
    var blocks: Int { (count + Self.blockTiles - 1) / Self.blockTiles }

    /// Number of elements of the widest strip: six rows of a full row of tiles.
    var stripCount: Int { 6 * (4 * columns + 2) * Scalar.lanes }

    func tileCount(_ block: Int) -> Int { min(Self.blockTiles, count - block * Self.blockTiles) }

    /// A run of tiles in one row of tiles of one image; `slot` is the first one's index in its block.
    struct Run {
        var image, row, column, count, slot: Int
    }

    func forEachRun(_ block: Int, _ body: (Run) -> Void) {
        let first = block * Self.blockTiles
        var slot = 0
        while slot < tileCount(block) {
            let tile = first + slot
            let column = tile % columns
            let run = min(columns - column, tileCount(block) - slot)
            let (image, row) = (tile / (rows * columns), tile / columns % rows)
            body(Run(image: image, row: row, column: column, count: run, slot: slot))
            slot += run
        }
    }

    /// Fills `rowCount` rows of `pixels` pixels of the strip from the plane window with corner (y, x), which may
    /// extend outside the source [channels][sourceHeight][sourceWidth]; values there are zero.
    func fill(
        strip: UnsafeMutablePointer<Scalar>, window: Window, source: UnsafePointer<Scalar>, height: Int, width: Int,
        channels: Int
    ) {
        let lanes = Scalar.lanes
        let left = min(max(0, -window.x), window.pixels)
        let right = max(left, min(window.pixels, width - window.x))
        for r in 0..<window.rows {
            let row = unsafe strip + r * window.pixels * lanes
            let y = window.y + r
            guard y >= 0, y < height, right > left else {
                unsafe row.zero(window.pixels * lanes)
                continue
            }
            unsafe row.zero(left * lanes)
            unsafe kernels.lanesFromChannels(
                source + y * width + window.x + left, height * width, channels, right - left, row + left * lanes)
            unsafe (row + right * lanes).zero((window.pixels - right) * lanes)
        }
    }

    struct Window {
        var y, x, rows, pixels: Int
    }
}

/// Layout of the 36 points of a panel: [block][point][panel][blockTiles][lanes]. A point's matrix is one line longer
/// than needed; otherwise all 36 would map to the same cache sets.
struct WinogradPoints<Scalar: ConvolutionScalar> {
    let panels: Int

    var panelStride: Int { WinogradTiles<Scalar>.blockTiles * Scalar.lanes }
    var pointStride: Int { panels * panelStride + Scalar.lanes }
    var blockStride: Int { 36 * pointStride }

    func start(block: Int, panel: Int, slot: Int) -> Int {
        block * blockStride + panel * panelStride + slot * Scalar.lanes
    }

    /// The number of blocks that fit into this many bytes; at least four.
    func blocks(in bytes: Int) -> Int { max(4, bytes / (blockStride * MemoryLayout<Scalar>.stride)) }
}
