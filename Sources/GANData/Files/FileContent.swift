import GANCore
import Synchronization

/// The content of a file, which may be compressed with gzip. The start of a large compressed file is unpacked at once, and the rest when it is
/// first read: the sizes and the form of images stand at the start, and unpacking Fashion-MNIST takes as long as all else that
/// `recipe check` does.
final class FileContent: Sendable {
    let place: String
    private let state: Mutex<State>

    private struct State: Sendable {
        /// The content, or its start.
        var bytes: [UInt8]
        /// What `bytes` is the start of; nil if it is the whole content.
        var packed: Packed?
    }

    private struct Packed: Sendable {
        let bytes: [UInt8]
        /// Number of bytes of the content's last member, as the file states it.
        let stated: Int
    }

    /// Number of bytes that are unpacked at once.
    private static let startSize = 1 << 20

    /// Content that is in memory.
    /// - Parameter place: name of the file in messages.
    init(_ bytes: [UInt8], place: String) {
        self.place = place
        state = Mutex(State(bytes: bytes))
    }

    /// - Throws: `DataError`.
    init(reading path: String) throws {
        place = path
        let raw = try FileBytes.read(path)
        if !Gzip.isCompressed(raw) {
            state = Mutex(State(bytes: raw))
        } else if let stated = Gzip.statedSize(of: raw), let start = Gzip.start(of: raw, count: Self.startSize),
            start.count < stated
        {
            state = Mutex(State(bytes: start, packed: Packed(bytes: raw, stated: stated)))
        } else {
            state = Mutex(State(bytes: try Gzip.decompressed(raw, place: path)))
        }
    }

    /// Number of bytes. That of a file which is not unpacked yet is what its last member states.
    var count: Int { state.withLock { $0.packed?.stated ?? $0.bytes.count } }

    /// All bytes.
    /// - Throws: `DataError` if the file is damaged.
    func all() throws -> [UInt8] {
        try state.withLock { state in
            guard let packed = state.packed else { return state.bytes }
            let bytes = try Gzip.decompressed(packed.bytes, place: place)
            state = State(bytes: bytes)
            return bytes
        }
    }

    /// The first bytes, at least up to `end`.
    /// - Throws: `DataError` if the file is damaged.
    func bytes(upTo end: Int) throws -> [UInt8] {
        let start = state.withLock { $0.bytes }
        return start.count >= end ? start : try all()
    }
}
