import GANTensor
import GANTestSupport
import GANTorch
import Testing

/// Elements at an address, as a kernel of a GPU gets them; at first all bits are 1, which are NaN or -1.
final class Elements<Element: TensorScalar> {
    private let start: UnsafeMutablePointer<Element>
    let count: Int

    init(count: Int) {
        (start, self.count) = (.allocate(capacity: Swift.max(count, 1)), count)
        UnsafeMutableRawPointer(start).initializeMemory(
            as: UInt8.self, repeating: 0xFF, count: count * MemoryLayout<Element>.stride)
    }

    convenience init(_ values: [Element]) {
        self.init(count: values.count)
        start.update(from: values, count: values.count)
    }

    deinit { start.deallocate() }

    var address: DeviceAddress { DeviceAddress(UInt(bitPattern: start)) }
    var values: [Element] { Array(UnsafeBufferPointer(start: start, count: count)) }
}

/// What launches write to `count` elements; the order of the threads must not matter.
func emulated<Element: TensorScalar>(
    _ count: Int, _: Element.Type = Element.self, _ make: (_ y: DeviceAddress) -> [FusedLaunch]?,
    sourceLocation: SourceLocation = #_sourceLocation
) throws -> [Element] {
    let results = try [false, true].map { reversed in
        let y = Elements<Element>(count: count)
        let kernels = EmulatedKernels(reversed: reversed)
        for launch in try #require(make(y.address), sourceLocation: sourceLocation) { kernels.launch(launch) }
        return y.values
    }
    #expect(haveEqualBits(results[0], results[1]), "the order of threads matters", sourceLocation: sourceLocation)
    return results[0]
}

/// Whether all elements are equal, NaN to any NaN, and 0 not to -0.
func haveEqualBits<Element: TensorScalar>(_ a: [Element], _ b: [Element]) -> Bool {
    func bits(_ value: Element) -> UInt64 {
        switch value {
        case let value as Float: value.isNaN ? .max : UInt64(value.bitPattern)
        case let value as Double: value.isNaN ? .max : value.bitPattern
        case let value as Int32: UInt64(bitPattern: Int64(value))
        default: preconditionFailure("not an element: \(value)")
        }
    }
    return a.map(bits) == b.map(bits)
}

/// The backend that the kernels are compared with.
struct Processor {
    private let backend = CPUBackend(threads: 1)

    func storage<Element: TensorScalar>(_ values: [Element]) -> Storage {
        let storage = backend.makeStorage(Element.elementType, count: values.count)
        backend.upload(values, into: storage)
        return storage
    }

    func values<Element: TensorScalar>(
        _ count: Int, _: Element.Type = Element.self, _ write: (CPUBackend, Storage) -> Void
    ) -> [Element] {
        let y = backend.makeStorage(Element.elementType, count: count)
        write(backend, y)
        return backend.download(y)
    }

    func download<Element: TensorScalar>(_ storage: Storage) -> [Element] { backend.download(storage) }

    /// Normally distributed.
    func normal<Element: TensorScalar & BinaryFloatingPoint>(_ count: Int, seed: UInt64) -> [Element] {
        RandomDraw(key: seed, step: 0, call: 0, firstElement: 0, distribution: .normal).reals(count).map { Element($0) }
    }
}
