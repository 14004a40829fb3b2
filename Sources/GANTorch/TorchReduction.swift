import GANTensor

extension TorchBackend {
    package func reduce(_ kernel: ReductionKernel, _ x: Storage, _ geometry: ReductionGeometry, into y: Storage) {
        let axes = geometry.axes.indices.filter { geometry.axes[$0].isReduced }
        if geometry.reducedCount == 0 { return fill(kernel == .sum ? 0 : -.infinity, into: y) }
        let elements = tensor(x, geometry.axes.map(\.size))
        guard !axes.isEmpty else {
            return put(x.dtype == y.dtype ? elements.copied : elements.converted(to: TorchType(y.dtype)), y)
        }
        switch kernel {
        case .sum: put(elements.sum(over: axes, as: x.dtype == y.dtype ? nil : TorchType(y.dtype)), y)
        case .maximum: put(.call("aten::amax", [.tensor(elements), .ints(axes), .bool(false)]), y)
        }
    }

    package func rowDots(_ a: Storage, _ b: Storage, length: Int, into y: Storage) {
        let sizes = [y.count, length]
        putRounded((wide(a, sizes) * wide(b, sizes)).sum(over: [1]), y)
    }

    package func softmax(_ x: Storage, columns: Int, into y: Storage) {
        let rows = tensor(x, [x.count / columns, columns])
        put(.call("aten::_softmax", [.tensor(rows), .int(1), .bool(false)]), y)
    }

    package func logSumExp(_ x: Storage, columns: Int, into y: Storage) {
        let rows = tensor(x, [x.count / columns, columns])
        put(.call("aten::logsumexp", [.tensor(rows), .ints([1]), .bool(false)]), y)
    }

    package func isFinite(_ x: Storage) -> Bool {
        let flags = TorchTensor.call("aten::isfinite", [.tensor(tensor(x))])
        return TorchTensor.call("aten::all", [.tensor(flags)]).truth
    }

    // MARK: Matrix products

    package func matrixProduct(_ a: Storage, _ b: Storage, _ geometry: MatrixProductGeometry, into y: Storage) {
        let g = geometry
        guard g.inner > 0 else { return fill(0, into: y) }
        // A shared right factor makes one product of all rows.
        if g.batch == 1 || g.sharesRight && !g.sharesLeft && !g.transposesLeft {
            let rows = g.batch * g.rows
            let left = tensor(a, [rows, g.inner], g.transposesLeft ? [1, rows] : [g.inner, 1])
            let right = tensor(b, [g.inner, g.columns], g.transposesRight ? [1, g.inner] : [g.columns, 1])
            return put(.call("aten::mm", [.tensor(left), .tensor(right)]), y)
        }
        let left = tensor(
            a, [g.batch, g.rows, g.inner],
            [g.sharesLeft ? 0 : g.rows * g.inner] + (g.transposesLeft ? [1, g.rows] : [g.inner, 1]))
        let right = tensor(
            b, [g.batch, g.inner, g.columns],
            [g.sharesRight ? 0 : g.inner * g.columns] + (g.transposesRight ? [1, g.inner] : [g.columns, 1]))
        put(.call("aten::bmm", [.tensor(left), .tensor(right)]), y)
    }
}
