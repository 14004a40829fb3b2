import GANCore
import GANModule

/// A file of torch.save before version 1.6, or in its old format: five pickles, then each storage's length and bytes (torch,
/// serialization.py).
struct TorchLegacyFile: TorchStorages {
    let graph: PickleGraph
    private let bytes: [UInt8]
    private let places: [String: Place]

    /// A storage's element type, and the position of its length.
    private struct Place {
        let element: TorchElement
        let offset: Int
    }

    /// The number in the first pickle: 0x1950a86a20f9469cfc6c.
    private static let magic: [UInt8] = [0x6C, 0xFC, 0x9C, 0x46, 0xF9, 0x20, 0x6A, 0xA8, 0x50, 0x19]

    static func begins(_ bytes: ArraySlice<UInt8>) -> Bool {
        bytes.starts(with: [PickleOpcode.protocol.rawValue, 2, PickleOpcode.long1.rawValue, 10] + magic)
    }

    init(_ bytes: [UInt8], _ limits: PickleLimits) throws {
        self.bytes = bytes
        func read(at offset: Int) throws -> (graph: PickleGraph, end: Int) {
            do throws(PickleDefect) {
                return try PickleReader.read(bytes, at: offset, limits: limits, allowing: TorchNames.allows)
            } catch { throw ImportDefect(problem: "at byte \(error.offset) \(error.problem)") }
        }
        var end = 0
        // Magic number, version, and information about the machine.
        for _ in 0..<3 { end = try read(at: end).end }
        (graph, end) = try read(at: end)
        let keys = try read(at: end)
        places = try Self.places(keys.graph, from: keys.end, graph, bytes)
    }

    private static func places(
        _ keys: PickleGraph, from start: Int, _ graph: PickleGraph, _ bytes: [UInt8]
    ) throws -> [String: Place] {
        guard case .list(let row) = keys[keys.root] else {
            throw ImportDefect(
                problem:
                    "its list of tensor storages is malformed; the file is damaged or was not written by torch.save")
        }
        let elements = try elements(graph)
        var (places, offset) = ([String: Place](), start)
        for reference in keys.contents(row) {
            guard case .text(let key) = keys[reference], let element = elements[key] else {
                throw ImportDefect(problem: "it lists an unused storage")
            }
            places[key] = Place(element: element, offset: offset)
            guard let count = length(bytes, offset),
                let end = count.multiplied(by: element.type.byteWidth)?.added(to: offset + 8), end <= bytes.count
            else { throw ImportDefect(problem: "it ends within the storage `\(key)`") }
            offset = end
        }
        return places
    }

    /// The element type of each storage in the pickle.
    private static func elements(_ graph: PickleGraph) throws -> [String: TorchElement] {
        var elements: [String: TorchElement] = [:]
        for case .persistent(let name) in graph.values {
            let storage = try TorchStorageName(graph, name)
            let known = elements.updateValue(storage.element, forKey: storage.key)
            guard known == nil || known == storage.element else {
                throw ImportDefect(problem: "its storage `\(storage.key)` has two element types")
            }
        }
        return elements
    }

    private static func length(_ bytes: [UInt8], _ offset: Int) -> Int? {
        guard offset + 8 <= bytes.count else { return nil }
        return Int(exactly: bytes[offset..<offset + 8].reversed().reduce(0 as UInt64) { $0 << 8 | UInt64($1) })
    }

    func storage(_ key: String, _ element: TorchElement, count: Int) throws -> TorchStorage {
        guard let place = places[key], place.element == element, Self.length(bytes, place.offset) == count else {
            throw ImportDefect(problem: "the storage `\(key)` is missing, or has another type or length")
        }
        let start = place.offset + 8
        return TorchStorage(element: element, bytes: bytes, range: start..<start + count * element.type.byteWidth)
    }
}

extension Int {
    func multiplied(by other: Int) -> Int? {
        let (product, overflow) = multipliedReportingOverflow(by: other)
        return overflow ? nil : product
    }

    func added(to other: Int) -> Int? {
        let (sum, overflow) = addingReportingOverflow(other)
        return overflow ? nil : sum
    }
}
