import GANTensor

/// Single elements of a convolution and of its two adjoints, as plain sums in Double.
struct ConvolutionReference {
    let geometry: ConvolutionGeometry
    let x: [Double]
    let w: [Double]
    let dy: [Double]

    private var groupInChannels: Int { geometry.inChannels / geometry.groups }
    private var groupOutChannels: Int { geometry.outChannels / geometry.groups }

    func y(at index: Int) -> Double {
        let (n, o, row, column) = split(index, geometry.outChannels, geometry.outHeight, geometry.outWidth)
        var sum = 0.0
        for i in 0..<groupInChannels {
            for ky in 0..<geometry.kernelHeight {
                for kx in 0..<geometry.kernelWidth {
                    let (sourceRow, sourceColumn) = source(row, column, ky, kx)
                    sum +=
                        image(n, o / groupOutChannels * groupInChannels + i, sourceRow, sourceColumn)
                        * weight(o, i, ky, kx)
                }
            }
        }
        return sum
    }

    func dx(at index: Int) -> Double {
        let (n, channel, row, column) = split(index, geometry.inChannels, geometry.inHeight, geometry.inWidth)
        let (group, i) = channel.quotientAndRemainder(dividingBy: groupInChannels)
        var sum = 0.0
        for o in (group * groupOutChannels)..<((group + 1) * groupOutChannels) {
            for ky in 0..<geometry.kernelHeight {
                for kx in 0..<geometry.kernelWidth {
                    let down = row + geometry.padY - ky * geometry.dilationY
                    let right = column + geometry.padX - kx * geometry.dilationX
                    guard down % geometry.strideY == 0, right % geometry.strideX == 0 else { continue }
                    sum += slope(n, o, down / geometry.strideY, right / geometry.strideX) * weight(o, i, ky, kx)
                }
            }
        }
        return sum
    }

    func dw(at index: Int) -> Double {
        let (o, i, ky, kx) = split(index, groupInChannels, geometry.kernelHeight, geometry.kernelWidth)
        let channel = o / groupOutChannels * groupInChannels + i
        var sum = 0.0
        for n in 0..<geometry.batch {
            for row in 0..<geometry.outHeight {
                for column in 0..<geometry.outWidth {
                    let (sourceRow, sourceColumn) = source(row, column, ky, kx)
                    sum += image(n, channel, sourceRow, sourceColumn) * slope(n, o, row, column)
                }
            }
        }
        return sum
    }

    private func split(_ index: Int, _ channels: Int, _ height: Int, _ width: Int) -> (Int, Int, Int, Int) {
        (index / width / height / channels, index / width / height % channels, index / width % height, index % width)
    }

    private func source(_ row: Int, _ column: Int, _ ky: Int, _ kx: Int) -> (Int, Int) {
        (
            row * geometry.strideY + ky * geometry.dilationY - geometry.padY,
            column * geometry.strideX + kx * geometry.dilationX - geometry.padX
        )
    }

    private func image(_ n: Int, _ channel: Int, _ row: Int, _ column: Int) -> Double {
        guard row >= 0, row < geometry.inHeight, column >= 0, column < geometry.inWidth else { return 0 }
        return x[((n * geometry.inChannels + channel) * geometry.inHeight + row) * geometry.inWidth + column]
    }

    private func slope(_ n: Int, _ o: Int, _ row: Int, _ column: Int) -> Double {
        guard row >= 0, row < geometry.outHeight, column >= 0, column < geometry.outWidth else { return 0 }
        return dy[((n * geometry.outChannels + o) * geometry.outHeight + row) * geometry.outWidth + column]
    }

    private func weight(_ o: Int, _ i: Int, _ ky: Int, _ kx: Int) -> Double {
        w[((o * groupInChannels + i) * geometry.kernelHeight + ky) * geometry.kernelWidth + kx]
    }
}
