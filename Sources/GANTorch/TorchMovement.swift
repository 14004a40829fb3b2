import GANTensor

extension TorchBackend {
    /// The strided side as a view whose strides are not negative, and the axes along which it is then flipped.
    private func strided(_ x: TorchTensor, _ geometry: StridedGeometry) -> (view: TorchTensor, flipped: [Int]) {
        let flipped = geometry.strides.indices.filter { geometry.strides[$0] < 0 }
        let first = flipped.reduce(geometry.offset) { $0 + (geometry.sizes[$1] - 1) * geometry.strides[$1] }
        return (x.view(geometry.sizes, geometry.strides.map(abs), offset: first), flipped)
    }

    private func flip(_ x: TorchTensor, _ axes: [Int]) -> TorchTensor {
        axes.isEmpty ? x : .call("aten::flip", [.tensor(x), .ints(axes)])
    }

    package func gather(_ x: Storage, _ geometry: StridedGeometry, into y: Storage) {
        if fusedGather(x, geometry, into: y) { return }
        let (view, flipped) = strided(tensor(x), geometry)
        put(flipped.isEmpty ? view.copied : flip(view, flipped), y)
    }

    package func embed(_ x: Storage, _ geometry: StridedGeometry, into y: Storage) {
        if fusedEmbed(x, geometry, into: y) { return }
        let whole = zeros([y.count], y.dtype)
        let (view, flipped) = strided(whole, geometry)
        view.copy(from: flip(tensor(x, geometry.sizes), flipped))
        put(whole, y)
    }

    package func concatenate(_ parts: [Storage], outer: Int, into y: Storage) {
        let rows = parts.filter { $0.count > 0 }.map { tensor($0, [outer, $0.count / outer]) }
        put(.joined(rows, axis: 1), y)
    }

    // MARK: By indices

    /// 64-bit indices in which those outside 0 ..< count are `otherwise`, and which ones are inside.
    private func guarded(
        _ indices: Storage, below count: Int, otherwise: Double
    ) -> (safe: TorchTensor, isInside: TorchTensor) {
        let numbers = tensor(indices)
        let isInside = numbers.isAtLeast(scalar(0, .int32)).and(numbers.isLess(than: scalar(Double(count), .int32)))
        return (isInside.choosing(numbers, scalar(otherwise, .int32)).converted(to: .int64), isInside)
    }

    package func gatherRows(_ x: Storage, _ indices: Storage, columns: Int, into y: Storage) {
        let rows = x.count / columns
        guard rows > 0 else { return fill(0, into: y) }
        let (safe, isInside) = guarded(indices, below: rows, otherwise: 0)
        let read = TorchTensor.call(
            "aten::index_select", [.tensor(tensor(x, [rows, columns])), .int(0), .tensor(safe)])
        put(isInside.view([indices.count, 1]).choosing(read, scalar(0, TorchType(x.dtype))), y)
    }

    /// Rows with an index outside are added to one more row, which is left out.
    package func scatterRows(_ x: Storage, _ indices: Storage, columns: Int, into y: Storage) {
        let rows = y.count / columns
        let (safe, _) = guarded(indices, below: rows, otherwise: Double(rows))
        let sums = added(tensor(x, [indices.count, columns]), at: [safe], to: zeros([rows + 1, columns], y.dtype))
        put(sums.view([rows, columns]), y)
    }

    package func gatherInPlanes(_ x: Storage, _ indices: Storage, xPlane: Int, yPlane: Int, into y: Storage) {
        let planes = y.count / yPlane
        let wide = tensor(indices, [planes, yPlane]).converted(to: .int64)
        put(.call("aten::gather", [.tensor(tensor(x, [planes, xPlane])), .int(1), .tensor(wide), .bool(false)]), y)
    }

    package func scatterInPlanes(_ x: Storage, _ indices: Storage, xPlane: Int, yPlane: Int, into y: Storage) {
        if fusedScatterInPlanes(x, indices, xPlane: xPlane, yPlane: yPlane, into: y) { return }
        let planes = y.count / yPlane
        let places = [
            range(planes, .int64).view([planes, 1]), tensor(indices, [planes, xPlane]).converted(to: .int64),
        ]
        put(added(tensor(x, [planes, xPlane]), at: places, to: zeros([planes, yPlane], y.dtype)), y)
    }

    /// Sums into elements or rows of `target`, by an index for each of its first axes. Equal indices are added in their order, so that the bits are the same in every run; the
    /// other operators for this add in any order on a GPU.
    private func added(_ values: TorchTensor, at indices: [TorchTensor], to target: TorchTensor) -> TorchTensor {
        .call("aten::index_put", [.tensor(target), .someTensors(indices), .tensor(values), .bool(true)])
    }

    package func oneHot(_ indices: Storage, classes: Int, into y: Storage) {
        let isClass = tensor(indices, [indices.count, 1]).equals(range(classes, .int32).view([1, classes]))
        put(isClass.converted(to: TorchType(y.dtype)), y)
    }
}
