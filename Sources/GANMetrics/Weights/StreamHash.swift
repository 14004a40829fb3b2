import CXXHash

/// A 128-bit hash of content given in parts (XXH3, https://xxhash.com): the hash of the hashes of the parts.
package struct StreamHash {
    private var words: [UInt64] = []

    package init() {}

    package mutating func add(_ bytes: [UInt8]) {
        let hash = unsafe bytes.withUnsafeBytes { unsafe XXH3_128bits($0.baseAddress, $0.count) }
        words += [hash.low64, hash.high64]
    }

    /// Adds a part that comes in blocks: the same as `add` of all its bytes, which need not be in memory at once.
    /// - Parameter blocks: calls its argument with each.
    package mutating func add(blocks: (([UInt8]) throws -> Void) throws -> Void) throws {
        guard let state = unsafe XXH3_createState() else { preconditionFailure("there is memory for a hash") }
        defer { _ = unsafe XXH3_freeState(state) }
        _ = unsafe XXH3_128bits_reset(state)
        try blocks { bytes in
            _ = unsafe bytes.withUnsafeBytes { unsafe XXH3_128bits_update(state, $0.baseAddress, $0.count) }
        }
        let hash = unsafe XXH3_128bits_digest(state)
        words += [hash.low64, hash.high64]
    }

    package mutating func add(_ text: String) { add(Array(text.utf8)) }

    package mutating func add(_ numbers: [Float]) {
        let hash = unsafe numbers.withUnsafeBytes { unsafe XXH3_128bits($0.baseAddress, $0.count) }
        words += [hash.low64, hash.high64]
    }

    /// 32 hexadecimal digits.
    package var text: String {
        let hash = unsafe words.withUnsafeBytes { unsafe XXH3_128bits($0.baseAddress, $0.count) }
        return [hash.low64, hash.high64].map { number in
            let digits = String(number, radix: 16)
            return String(repeating: "0", count: 16 - digits.count) + digits
        }.joined()
    }
}
