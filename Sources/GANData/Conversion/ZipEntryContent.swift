import CZip

/// A zip entry whose bytes libzip requests when it writes them.
final class ZipEntryContent {
    private let make: () -> [UInt8]?
    private var bytes: [UInt8] = []
    private var position = 0

    /// - Parameter make: returns nil on failure.
    init(_ make: @escaping () -> [UInt8]?) { self.make = make }

    /// The source that libzip reads; it retains this object until it frees the source.
    func source(for archive: OpaquePointer?) -> OpaquePointer? {
        unsafe zip_source_function(archive, answer, Unmanaged.passRetained(self).toOpaque())
    }

    /// - Returns: the result that libzip expects for the command; negative on failure.
    fileprivate func perform(
        _ command: zip_source_cmd, _ data: UnsafeMutableRawPointer?, _ size: UInt64
    ) -> Int64 {
        switch command {
        case ZIP_SOURCE_OPEN: return open()
        case ZIP_SOURCE_READ:
            let target = unsafe UnsafeMutableRawBufferPointer(start: data, count: Int(clamping: size))
            return unsafe read(into: target)
        case ZIP_SOURCE_CLOSE:
            (bytes, position) = ([], 0)
            return 0
        case ZIP_SOURCE_STAT:
            guard let data = unsafe data, size >= UInt64(Self.statSize) else { return -1 }
            unsafe zip_stat_init(data.assumingMemoryBound(to: zip_stat_t.self))
            return Int64(Self.statSize)
        case ZIP_SOURCE_ERROR:
            guard let data = unsafe data, size >= 8 else { return -1 }
            unsafe data.assumingMemoryBound(to: Int32.self).update(repeating: 0, count: 2)
            unsafe data.storeBytes(of: Int32(ZIP_ER_READ), as: Int32.self)
            return 8
        case ZIP_SOURCE_SUPPORTS: return Self.supported
        default: return -1
        }
    }

    private static let statSize = unsafe MemoryLayout<zip_stat_t>.size
    private static let supported = [
        ZIP_SOURCE_OPEN, ZIP_SOURCE_READ, ZIP_SOURCE_CLOSE, ZIP_SOURCE_STAT, ZIP_SOURCE_ERROR, ZIP_SOURCE_FREE,
    ].reduce(Int64(0)) { $0 | 1 << Int64($1.rawValue) }

    private func open() -> Int64 {
        guard let made = make() else { return -1 }
        (bytes, position) = (made, 0)
        return 0
    }

    private func read(into target: UnsafeMutableRawBufferPointer) -> Int64 {
        let part = bytes[position..<min(position + target.count, bytes.count)]
        unsafe target.copyBytes(from: part)
        position += part.count
        return Int64(part.count)
    }
}

/// libzip calls this for each command.
private let answer: zip_source_callback = { user, data, size, command in
    guard let user = unsafe user else { return -1 }
    let content = unsafe Unmanaged<ZipEntryContent>.fromOpaque(user)
    if command == ZIP_SOURCE_FREE {
        unsafe content.release()
        return 0
    }
    return unsafe content.takeUnretainedValue().perform(command, data, size)
}
