@testable import GANImport

/// Pickles by hand, as no honest program writes them. Values are instructions of protocol 2.
enum Pickle {
    static func text(_ text: String) -> [UInt8] { [0x58] + little(UInt32(text.utf8.count)) + Array(text.utf8) }
    static func integer(_ value: Int) -> [UInt8] { [0x8A, 8] + little(value) }
    static func tuple(_ parts: [[UInt8]]) -> [UInt8] { [0x28] + Array(parts.joined()) + [0x74] }

    static func dictionary(_ entries: [(String, [UInt8])]) -> [UInt8] {
        [0x7D, 0x28] + entries.flatMap { name, value in text(name) + value } + [0x75]
    }

    /// - Parameter name: `module/function`.
    static func global(_ name: String) -> [UInt8] {
        let parts = name.split(separator: "/")
        return Array("c\(parts[0])\n\(parts[1])\n".utf8)
    }

    static func called(_ name: String, _ arguments: [[UInt8]]) -> [UInt8] { global(name) + tuple(arguments) + [0x52] }

    static func whole(_ value: [UInt8]) -> [UInt8] { [0x80, 2] + value + [0x2E] }

    /// - Parameter view: what a legacy storage is a part of.
    static func storage(_ key: String, _ type: String, _ count: Int, view: [UInt8] = []) -> [UInt8] {
        let parts: [[UInt8]] = [text("storage"), global("torch/\(type)"), text(key), text("cpu"), integer(count)]
        return tuple(view.isEmpty ? parts : parts + [view]) + [0x51]
    }

    static func tensor(_ storage: [UInt8], _ shape: [Int], _ strides: [Int], offset: Int = 0) -> [UInt8] {
        let sizes = [shape, strides].map { tuple($0.map(integer)) }
        let arguments: [[UInt8]] = [storage, integer(offset)] + sizes + [[0x89], [0x4E]]
        return called("torch._utils/_rebuild_tensor_v2", arguments)
    }

    /// A network of the published StyleGAN2 pickles.
    static func object(arguments: [UInt8]) -> [UInt8] {
        let meta = [("class_name", text("G")), ("state", dictionary([("_init_kwargs", arguments)]))]
        return called("torch_utils.persistence/_reconstruct_persistent_obj", [dictionary(meta)])
    }

    /// A file of torch.save before 1.6.
    static func legacyFile(_ value: [UInt8], _ storages: [(key: String, count: Int, bytes: [UInt8])]) -> [UInt8] {
        let magic: [UInt8] = [0x8A, 10, 0x6C, 0xFC, 0x9C, 0x46, 0xF9, 0x20, 0x6A, 0xA8, 0x50, 0x19]
        let keys: [UInt8] = [0x5D, 0x28] + storages.flatMap { text($0.key) } + [0x65]
        let parts: [[UInt8]] = [magic, integer(1001), dictionary([]), value, keys]
        let numbers: [UInt8] = storages.flatMap { little($0.count) + $0.bytes }
        return Array(parts.map(whole).joined()) + numbers
    }

    static func little<Value: FixedWidthInteger>(_ value: Value) -> [UInt8] {
        (0..<(Value.bitWidth / 8)).map { UInt8(truncatingIfNeeded: value >> (8 * Value($0))) }
    }
}

/// A zip file of entries that are stored as they are (APPNOTE.TXT 4.3).
struct StoredZip {
    private(set) var bytes: [UInt8] = []
    private var directory: [UInt8] = []
    private var count: UInt16 = 0

    /// - Parameter claim: what the entry says that it has in bytes; what it has, if nothing.
    mutating func add(_ name: String, _ content: [UInt8], claim: UInt32? = nil) {
        let (offset, size) = (UInt32(bytes.count), claim ?? UInt32(content.count))
        var common: [UInt8] = [20, 0] + [UInt8](repeating: 0, count: 8)
        common += Pickle.little(checksum(content)) + Pickle.little(size) + Pickle.little(size)
        common += Pickle.little(UInt16(name.utf8.count)) + [0, 0]
        bytes += [0x50, 0x4B, 3, 4]
        bytes += common + Array(name.utf8) + content
        directory += [0x50, 0x4B, 1, 2, 20, 0]
        directory += common + [UInt8](repeating: 0, count: 10)
        directory += Pickle.little(offset) + Array(name.utf8)
        count += 1
    }

    var whole: [UInt8] {
        let counts = Pickle.little(count) + Pickle.little(count)
        let places = Pickle.little(UInt32(directory.count)) + Pickle.little(UInt32(bytes.count))
        let end: [UInt8] = [0x50, 0x4B, 5, 6, 0, 0, 0, 0]
        return bytes + directory + end + counts + places + [0, 0]
    }

    /// CRC-32.
    private func checksum(_ content: [UInt8]) -> UInt32 {
        ~content.reduce(~0) { sum, byte in
            (0..<8).reduce(sum ^ UInt32(byte)) { sum, _ in sum >> 1 ^ (sum & 1 == 1 ? 0xEDB8_8320 : 0) }
        }
    }
}
