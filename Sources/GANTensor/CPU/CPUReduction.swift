// Sums and maxima. The work is split depending only on the geometry, and partial results are combined in order, so the bytes
// do not depend on the number of threads.

extension CPUBackend {
    package func reduce(_ kernel: ReductionKernel, _ x: Storage, _ geometry: ReductionGeometry, into y: Storage) {
        if geometry.reducedCount == 0 {
            fill(kernel == .sum ? 0 : -.infinity, into: y)
            return
        }
        onFloating(
            y.dtype, { reduce(Float.self, kernel, x, geometry, y) }, { reduce(Double.self, kernel, x, geometry, y) })
    }

    package func rowDots(_ a: Storage, _ b: Storage, length: Int, into y: Storage) {
        func run<S: CPUScalar>(_: S.Type) {
            let (a, b, out) = unsafe (a.elements(S.self), b.elements(S.self), y.elements(S.self))
            pool.pieces(of: y.count, size: max(Self.piece / max(length, 1), 1)) { rows in
                let start = rows.lowerBound
                unsafe S.rowDotsKernel(a + start * length, b + start * length, rows.count, length, out + start)
            }
        }
        onFloating(y.dtype, { run(Float.self) }, { run(Double.self) })
    }

    private func reduce<S: CPUScalar>(
        _: S.Type, _ kernel: ReductionKernel, _ x: Storage, _ geometry: ReductionGeometry, _ y: Storage
    ) {
        let walk = ReductionWalk(geometry)
        let (x, out) = unsafe (x.elements(S.self), y.elements(S.self))
        if walk.endsReduced {
            unsafe reduceRuns(kernel, x, walk, out)
        } else {
            unsafe reduceColumns(kernel, x, walk, out)
        }
    }

    /// The innermost axis is reduced: each result is computed from contiguous runs of memory.
    private func reduceRuns<S: CPUScalar>(
        _ kernel: ReductionKernel, _ x: UnsafePointer<S>, _ walk: ReductionWalk, _ y: UnsafeMutablePointer<S>
    ) {
        let perResult = walk.reducedRows * walk.length
        if walk.keptRows == 1 && walk.reducedRows == 1 && walk.length > 2 * Self.longRun {
            unsafe y[0] = reduceLongRun(kernel, x, walk.length)
            return
        }
        pool.pieces(of: walk.keptRows, size: max(Self.piece / perResult, 1)) { results in
            for kept in results {
                let start = unsafe x + walk.keptOffset(kept)
                switch kernel {
                case .sum:
                    var total = 0.0
                    for row in 0..<walk.reducedRows {
                        unsafe total += S.sumKernel(start + walk.reducedOffset(row), walk.length)
                    }
                    unsafe y[kept] = S(total)
                case .maximum:
                    var largest = unsafe S.maximumKernel(start, walk.length)
                    for row in 1..<max(walk.reducedRows, 1) {
                        var candidate = unsafe S.maximumKernel(start + walk.reducedOffset(row), walk.length)
                        unsafe S.raiseKernel(&candidate, &largest, 1)
                    }
                    unsafe y[kept] = largest
                }
            }
        }
    }

    /// Number of elements of a run that one thread takes if there is only one result.
    private static let longRun = 65536

    private func reduceLongRun<S: CPUScalar>(
        _ kernel: ReductionKernel, _ x: UnsafePointer<S>, _ count: Int
    ) -> S {
        let parts = (count + Self.longRun - 1) / Self.longRun
        return unsafe allocator.withScratch(Double.self, parts) { partial in
            pool.pieces(of: count, size: Self.longRun) { range in
                let part = range.lowerBound / Self.longRun
                switch kernel {
                case .sum: unsafe partial[part] = unsafe S.sumKernel(x + range.lowerBound, range.count)
                case .maximum: unsafe partial[part] = unsafe Double(S.maximumKernel(x + range.lowerBound, range.count))
                }
            }
            switch kernel {
            case .sum: return unsafe S(Double.sumKernel(partial, parts))
            case .maximum: return unsafe S(Double.maximumKernel(partial, parts))
            }
        }
    }

    /// Number of rows that are added sequentially; their sums are added pairwise, so that the error grows slowly.
    private static let rowsInGroup = 32

    /// The innermost axis is kept: rows of memory are added, in groups that threads share.
    private func reduceColumns<S: CPUScalar>(
        _ kernel: ReductionKernel, _ x: UnsafePointer<S>, _ walk: ReductionWalk, _ y: UnsafeMutablePointer<S>
    ) {
        let groups = (walk.reducedRows + Self.rowsInGroup - 1) / Self.rowsInGroup
        let results = walk.keptRows * walk.length
        unsafe allocator.withScratch(S.self, groups == 1 ? 1 : groups * results) { scratch in
            let partial = unsafe groups == 1 ? y : scratch
            pool.pieces(
                of: walk.keptRows * groups, size: max(Self.piece / (Self.rowsInGroup * walk.length), 1)
            ) { tasks in
                for task in tasks {
                    let (kept, group) = task.quotientAndRemainder(dividingBy: groups)
                    unsafe reduceGroup(
                        kernel, x + walk.keptOffset(kept), walk, group, partial + group * results + kept * walk.length)
                }
            }
            guard groups > 1 else { return }
            unsafe combineInPairs(kernel, partial, groups, results)
            unsafe y.update(from: partial, count: results)
        }
    }

    private func reduceGroup<S: CPUScalar>(
        _ kernel: ReductionKernel, _ start: UnsafePointer<S>, _ walk: ReductionWalk, _ group: Int,
        _ target: UnsafeMutablePointer<S>
    ) {
        let rows = (group * Self.rowsInGroup)..<min((group + 1) * Self.rowsInGroup, walk.reducedRows)
        unsafe target.update(from: start + walk.reducedOffset(rows.lowerBound), count: walk.length)
        for row in rows.dropFirst() {
            unsafe combine(kernel, start + walk.reducedOffset(row), into: target, walk.length)
        }
    }

    /// Leaves the result of all parts in the first one.
    private func combineInPairs<S: CPUScalar>(
        _ kernel: ReductionKernel, _ parts: UnsafeMutablePointer<S>, _ count: Int, _ length: Int
    ) {
        var distance = 1
        while distance < count {
            pool.run((count - 1 - distance) / (2 * distance) + 1) { pair in
                let first = unsafe parts + pair * 2 * distance * length
                unsafe combine(kernel, first + distance * length, into: first, length)
            }
            distance *= 2
        }
    }

    private func combine<S: CPUScalar>(
        _ kernel: ReductionKernel, _ x: UnsafePointer<S>, into y: UnsafeMutablePointer<S>, _ count: Int
    ) {
        switch kernel {
        case .sum: unsafe S.accumulateKernel(x, y, count)
        case .maximum: unsafe S.raiseKernel(x, y, count)
        }
    }

    package func softmax(_ x: Storage, columns: Int, into y: Storage) {
        onFloating(y.dtype, { softmax(Float.self, x, columns, y) }, { softmax(Double.self, x, columns, y) })
    }

    private func softmax<S: CPUScalar>(_: S.Type, _ x: Storage, _ columns: Int, _ y: Storage) {
        let (rows, x, out) = unsafe (x.count / columns, x.elements(S.self), y.elements(S.self))
        pool.pieces(of: rows, size: max(Self.piece / columns, 1)) { range in
            for row in range { unsafe S.softmaxKernel(x + row * columns, out + row * columns, columns) }
        }
    }

    package func logSumExp(_ x: Storage, columns: Int, into y: Storage) {
        onFloating(y.dtype, { logSumExp(Float.self, x, columns, y) }, { logSumExp(Double.self, x, columns, y) })
    }

    private func logSumExp<S: CPUScalar>(_: S.Type, _ x: Storage, _ columns: Int, _ y: Storage) {
        let (rows, x, out) = unsafe (x.count / columns, x.elements(S.self), y.elements(S.self))
        pool.pieces(of: rows, size: max(Self.piece / columns, 1)) { range in
            for row in range { unsafe out[row] = S.logSumExpKernel(x + row * columns, columns) }
        }
    }

    package func isFinite(_ x: Storage) -> Bool {
        onFloating(
            x.dtype, { unsafe Float.isFiniteKernel(x.elements(), x.count) },
            { unsafe Double.isFiniteKernel(x.elements(), x.count) })
    }
}

/// A reduction as rows of contiguous memory, with the result that each row contributes to.
private struct ReductionWalk {
    /// Sizes and strides of the kept and of the reduced axes, without the innermost one.
    private var kept: [(size: Int, stride: Int)] = []
    private var reduced: [(size: Int, stride: Int)] = []
    let endsReduced: Bool
    /// Number of elements of the innermost axis.
    let length: Int
    let keptRows: Int
    let reducedRows: Int

    init(_ geometry: ReductionGeometry) {
        let axes = geometry.axes.isEmpty ? [.init(size: 1, isReduced: true)] : geometry.axes
        let last = axes[axes.count - 1]
        (endsReduced, length) = (last.isReduced, last.size)
        var stride = last.size
        for axis in axes.dropLast().reversed() {
            if axis.isReduced { reduced.append((axis.size, stride)) } else { kept.append((axis.size, stride)) }
            stride *= axis.size
        }
        keptRows = kept.reduce(1) { $0 * $1.size }
        reducedRows = reduced.reduce(1) { $0 * $1.size }
    }

    func keptOffset(_ row: Int) -> Int { Self.offset(row, kept) }
    func reducedOffset(_ row: Int) -> Int { Self.offset(row, reduced) }

    /// `axes`, innermost first.
    private static func offset(_ row: Int, _ axes: [(size: Int, stride: Int)]) -> Int {
        var (rest, offset) = (row, 0)
        for axis in axes {
            offset += rest % axis.size * axis.stride
            rest /= axis.size
        }
        return offset
    }
}
