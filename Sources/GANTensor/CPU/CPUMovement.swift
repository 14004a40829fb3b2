import Glibc

// Moving elements: these kernels depend only on the width of an element.

extension CPUBackend {
    package func gather(_ x: Storage, _ geometry: StridedGeometry, into y: Storage) {
        byWidth(y.dtype, { gather(UInt32.self, x, geometry, y) }, { gather(UInt64.self, x, geometry, y) })
    }

    private func gather<E: BitwiseCopyable>(_: E.Type, _ x: Storage, _ geometry: StridedGeometry, _ y: Storage) {
        let rows = StridedRows(geometry)
        let (x, out) = unsafe (x.elements(E.self), y.elements(E.self))
        pool.pieces(of: rows.count, size: max(Self.piece / rows.length, 1)) { range in
            for row in range {
                let (source, target) = unsafe (x + rows.offset(row), out + row * rows.length)
                if rows.stride == 1 {
                    unsafe target.update(from: source, count: rows.length)
                } else {
                    for i in 0..<rows.length { unsafe target[i] = source[i * rows.stride] }
                }
            }
        }
    }

    package func embed(_ x: Storage, _ geometry: StridedGeometry, into y: Storage) {
        byWidth(y.dtype, { embed(UInt32.self, x, geometry, y) }, { embed(UInt64.self, x, geometry, y) })
    }

    private func embed<E: BitwiseCopyable>(_: E.Type, _ x: Storage, _ geometry: StridedGeometry, _ y: Storage) {
        let rows = StridedRows(geometry)
        let (x, out) = unsafe (x.elements(E.self), y.elements(E.self))
        if rows.length * rows.count != y.count { unsafe memset(out, 0, y.byteCount) }
        pool.pieces(of: rows.count, size: max(Self.piece / rows.length, 1)) { range in
            for row in range {
                let (source, target) = unsafe (x + row * rows.length, out + rows.offset(row))
                if rows.stride == 1 {
                    unsafe target.update(from: source, count: rows.length)
                } else {
                    for i in 0..<rows.length { unsafe target[i * rows.stride] = source[i] }
                }
            }
        }
    }

    package func concatenate(_ parts: [Storage], outer: Int, into y: Storage) {
        let rowBytes = y.byteCount / max(outer, 1)
        let out = unsafe y.bytes
        var offset = 0
        for part in parts where part.count > 0 {
            let (partBytes, source) = unsafe (part.byteCount / outer, UnsafeRawPointer(part.bytes))
            for row in 0..<outer { unsafe memcpy(out + row * rowBytes + offset, source + row * partBytes, partBytes) }
            offset += partBytes
        }
    }

    package func gatherRows(_ x: Storage, _ indices: Storage, columns: Int, into y: Storage) {
        let rowBytes = columns * x.dtype.byteWidth
        let (rows, picks) = unsafe (columns == 0 ? 0 : x.count / columns, indices.elements(Int32.self))
        let (source, out) = unsafe (UnsafeRawPointer(x.bytes), y.bytes)
        pool.pieces(of: indices.count, size: max(Self.piece / max(columns, 1), 1)) { range in
            for i in range {
                let row = unsafe Int(picks[i])
                if (0..<rows).contains(row) {
                    unsafe memcpy(out + i * rowBytes, source + row * rowBytes, rowBytes)
                } else {
                    unsafe memset(out + i * rowBytes, 0, rowBytes)
                }
            }
        }
    }

    package func scatterRows(_ x: Storage, _ indices: Storage, columns: Int, into y: Storage) {
        onFloating(
            y.dtype, { scatterRows(Float.self, x, indices, columns, y) },
            { scatterRows(Double.self, x, indices, columns, y) })
    }

    /// Threads share the columns, so that every sum uses the order of the rows.
    private func scatterRows<S: CPUScalar>(
        _: S.Type, _ x: Storage, _ indices: Storage, _ columns: Int, _ y: Storage
    ) {
        let (picks, rows) = unsafe (indices.elements(Int32.self), y.count / columns)
        let (source, out) = unsafe (x.elements(S.self), y.elements(S.self))
        unsafe memset(out, 0, y.byteCount)
        pool.pieces(of: columns, size: max(columns / 16, 64)) { range in
            for i in 0..<indices.count where unsafe (0..<rows).contains(Int(picks[i])) {
                let (from, to) = unsafe (i * columns + range.lowerBound, Int(picks[i]) * columns + range.lowerBound)
                unsafe S.accumulateKernel(source + from, out + to, range.count)
            }
        }
    }

    package func gatherInPlanes(_ x: Storage, _ indices: Storage, xPlane: Int, yPlane: Int, into y: Storage) {
        byWidth(
            y.dtype, { gatherInPlanes(UInt32.self, x, indices, xPlane, yPlane, y) },
            { gatherInPlanes(UInt64.self, x, indices, xPlane, yPlane, y) })
    }

    private func gatherInPlanes<E: BitwiseCopyable>(
        _: E.Type, _ x: Storage, _ indices: Storage, _ xPlane: Int, _ yPlane: Int, _ y: Storage
    ) {
        let (source, picks, out) = unsafe (x.elements(E.self), indices.elements(Int32.self), y.elements(E.self))
        pool.pieces(of: y.count / yPlane, size: max(Self.piece / yPlane, 1)) { planes in
            for i in (planes.lowerBound * yPlane)..<(planes.upperBound * yPlane) {
                unsafe out[i] = source[i / yPlane * xPlane + Int(picks[i])]
            }
        }
    }

    package func scatterInPlanes(_ x: Storage, _ indices: Storage, xPlane: Int, yPlane: Int, into y: Storage) {
        onFloating(
            y.dtype, { scatterInPlanes(Float.self, x, indices, xPlane, yPlane, y) },
            { scatterInPlanes(Double.self, x, indices, xPlane, yPlane, y) })
    }

    private func scatterInPlanes<S: CPUScalar>(
        _: S.Type, _ x: Storage, _ indices: Storage, _ xPlane: Int, _ yPlane: Int, _ y: Storage
    ) {
        let (source, picks, out) = unsafe (x.elements(S.self), indices.elements(Int32.self), y.elements(S.self))
        unsafe memset(out, 0, y.byteCount)
        pool.pieces(of: y.count / yPlane, size: max(Self.piece / yPlane, 1)) { planes in
            for i in (planes.lowerBound * xPlane)..<(planes.upperBound * xPlane) {
                unsafe out[i / xPlane * yPlane + Int(picks[i])] += source[i]
            }
        }
    }

    package func oneHot(_ indices: Storage, classes: Int, into y: Storage) {
        fill(0, into: y)
        onFloating(y.dtype, { oneHot(Float.self, indices, classes, y) }, { oneHot(Double.self, indices, classes, y) })
    }

    private func oneHot<S: CPUScalar>(_: S.Type, _ indices: Storage, _ classes: Int, _ y: Storage) {
        let (picks, out) = unsafe (indices.elements(Int32.self), y.elements(S.self))
        for i in 0..<indices.count where unsafe (0..<classes).contains(Int(picks[i])) {
            unsafe out[i * classes + Int(picks[i])] = 1
        }
    }

    private func byWidth(_ dtype: ElementType, _ four: () -> Void, _ eight: () -> Void) {
        switch dtype {
        case .float32, .int32: four()
        case .float64: eight()
        case .bfloat16: preconditionFailure("no storage here has \(dtype)")
        }
    }
}

/// A strided walk as rows along its innermost axis.
private struct StridedRows {
    private let sizes: [Int]
    private let strides: [Int]
    private let start: Int
    /// Number of elements of a row, and distance between its neighbors on the strided side.
    let length: Int
    let stride: Int
    let count: Int

    init(_ geometry: StridedGeometry) {
        let last = geometry.sizes.count - 1
        (length, stride, start) = (geometry.sizes[last], geometry.strides[last], geometry.offset)
        sizes = Array(geometry.sizes[..<last])
        strides = Array(geometry.strides[..<last])
        count = sizes.reduce(1, *)
    }

    func offset(_ row: Int) -> Int {
        var (rest, offset) = (row, start)
        for axis in sizes.indices.reversed() {
            offset += rest % sizes[axis] * strides[axis]
            rest /= sizes[axis]
        }
        return offset
    }
}
