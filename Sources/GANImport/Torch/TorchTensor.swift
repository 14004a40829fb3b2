import GANCore
import GANModule

/// A tensor of a checkpoint: a view of a storage.
struct TorchTensor {
    let storage: TorchStorage
    let offset: Int
    let shape: [Int]
    let strides: [Int]

    var type: SafetensorsType { storage.element.type }

    /// - Throws: `ImportDefect` if the view exceeds its storage.
    init(_ storage: TorchStorage, offset: Int, shape: [Int], strides: [Int]) throws {
        guard shape.count <= 8, strides.count == shape.count else {
            throw ImportDefect(problem: "a tensor has sizes of \(shape.count) axes and strides of \(strides.count)")
        }
        let available = storage.range.count / storage.element.type.byteWidth
        let isView = offset >= 0 && offset <= available && (shape + strides).allSatisfy { $0 >= 0 }
        guard isView, let last = Self.last(offset, shape, strides), last < available || shape.contains(0) else {
            throw ImportDefect(problem: "a tensor of shape \(shape) exceeds its storage of \(available) values")
        }
        (self.storage, self.offset, self.shape, self.strides) = (storage, offset, shape, strides)
    }

    /// The index of the last element that it reads.
    private static func last(_ offset: Int, _ shape: [Int], _ strides: [Int]) -> Int? {
        zip(shape, strides).reduce(offset as Int?) { sum, axis in
            sum.flatMap { sum in Swift.max(axis.0 - 1, 0).multiplied(by: axis.1)?.added(to: sum) }
        }
    }

    /// Number of elements; at most the storage's unless an axis is repeated.
    var count: Int? { shape.reduce(1 as Int?) { $0?.multiplied(by: $1) } }

    /// Row-major, little-endian.
    func contiguousBytes() throws -> [UInt8] {
        if shape.contains(0) { return [] }
        let size = type.byteWidth
        guard let count, count <= storage.range.count / size else {
            throw ImportDefect(problem: "a tensor of shape \(shape) repeats values of its storage")
        }
        let start = storage.range.lowerBound + offset * size
        if isContiguous { return Array(storage.bytes[start..<start + count * size]) }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(count * size)
        var index = [Int](repeating: 0, count: shape.count)
        for _ in 0..<count {
            let place = start + zip(index, strides).reduce(0) { $0 + $1.0 * $1.1 } * size
            bytes += storage.bytes[place..<place + size]
            for axis in index.indices.reversed() {
                index[axis] += 1
                if index[axis] < shape[axis] { break }
                index[axis] = 0
            }
        }
        return bytes
    }

    private var isContiguous: Bool {
        var expected = 1
        for (size, stride) in zip(shape, strides).reversed() where size != 1 {
            if stride != expected { return false }
            expected *= size
        }
        return true
    }
}
