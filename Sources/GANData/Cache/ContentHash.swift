import CXXHash

/// A 128-bit hash of content: XXH3 (https://xxhash.com), which is as fast as memory. It detects changes, but
/// not deliberate collisions.
struct ContentHash: Hashable, Sendable {
    let low: UInt64
    let high: UInt64

    init(low: UInt64, high: UInt64) { (self.low, self.high) = (low, high) }

    init(_ bytes: [UInt8]) { self.init(unsafe bytes.withUnsafeBytes { unsafe XXH3_128bits($0.baseAddress, $0.count) }) }

    init(_ words: [UInt64]) {
        self.init(unsafe words.withUnsafeBytes { unsafe XXH3_128bits($0.baseAddress, $0.count) })
    }

    init(_ text: String) { self.init(Array(text.utf8)) }

    private init(_ hash: XXH128_hash_t) { (low, high) = (hash.low64, hash.high64) }

    var words: [UInt64] { [low, high] }

    /// 32 hexadecimal digits.
    var text: String { words.map(\.hexadecimal).joined() }

    /// Whether it has the form of a hash's `text`.
    static func isText(_ text: String) -> Bool {
        text.utf8.count == 32 && text.utf8.allSatisfy { (0x30...0x39).contains($0) || (0x61...0x66).contains($0) }
    }

    /// A 64-bit checksum for the detection of damage.
    static func checksum(_ bytes: [UInt8]) -> UInt64 {
        unsafe bytes.withUnsafeBytes { unsafe XXH3_64bits($0.baseAddress, $0.count) }
    }

    static func checksum(_ words: [UInt64]) -> UInt64 {
        unsafe words.withUnsafeBytes { unsafe XXH3_64bits($0.baseAddress, $0.count) }
    }
}

extension UInt64 {
    fileprivate var hexadecimal: String {
        let digits = String(self, radix: 16)
        return String(repeating: "0", count: 16 - digits.count) + digits
    }
}
