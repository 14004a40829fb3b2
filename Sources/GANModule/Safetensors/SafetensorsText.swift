/// Collects a string's UTF-8: all of it in a hash, its start in memory.
struct SafetensorsText {
    private let keptBytes: Int
    private var kept: [UInt8] = []
    private var isCut = false
    private var hasher = Hasher()
    /// Up to eight bytes for the next update of `hasher`: one call per byte would dominate the scan's time.
    private var pending: UInt64 = 0
    private var length = 0

    init(keptBytes: Int) { self.keptBytes = keptBytes }

    mutating func append(_ byte: UInt8) {
        combine(byte)
        keep(CollectionOfOne(byte))
    }

    mutating func append(_ scalar: Unicode.Scalar) {
        // Whole characters only, so that the stored text is valid UTF-8.
        guard let encoded = UTF8.encode(scalar) else { return }
        for byte in encoded { combine(byte) }
        keep(encoded)
    }

    private mutating func keep(_ bytes: some Collection<UInt8>) {
        isCut = isCut || kept.count + bytes.count > keptBytes
        if !isCut { kept.append(contentsOf: bytes) }
    }

    private mutating func combine(_ byte: UInt8) {
        pending = pending << 8 | UInt64(byte)
        length += 1
        if length.isMultiple(of: 8) { hasher.combine(pending) }
    }

    var string: String { String(decoding: kept, as: UTF8.self) }

    var hash: Int {
        var hasher = hasher
        hasher.combine(pending)
        hasher.combine(length)
        return hasher.finalize()
    }
}
