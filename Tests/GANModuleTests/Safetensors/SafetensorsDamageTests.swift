import Testing

@testable import GANModule

/// Damaged files: each must give an error or be read correctly, and never trap.
@Suite struct SafetensorsDamageTests {
    /// A sound file with several types, an empty tensor, a single value, metadata and escapes.
    private static func sound() throws -> [UInt8] {
        try withTemporaryFolder { folder in
            var writer = SafetensorsWriter(metadata: ["format": "pt", "n\u{E9}\n": "\\"])
            writer.add("G.weight", shape: [2, 3]) { (0..<6).map(Float.init) }
            writer.add("G.\u{E9}\t", shape: []) { [Int64(-1)] }
            writer.add("flags", shape: [3]) { [true, false, true] }
            writer.add("none", shape: [4, 0]) { [UInt16]() }
            try writer.write(to: folder + "/w")
            return try load(folder + "/w")
        }
    }

    /// Opens the file of these bytes and, where it opens, reads every entry.
    /// - Returns: whether it opened
    private func open(_ bytes: [UInt8], at path: String) throws -> Bool {
        try save(bytes, at: path)
        guard let file = try? SafetensorsFile(path: path) else { return false }
        let headerLength = bytes.prefix(8).reversed().reduce(0) { $0 << 8 | Int($1) }
        let data = bytes.dropFirst(8 + headerLength)
        var covered = 0
        for entry in file.entries {
            #expect(try file.bytes(of: entry.name) == Array(data.dropFirst(covered).prefix(entry.byteRange.count)))
            #expect(entry.byteRange.lowerBound == covered)
            covered = entry.byteRange.upperBound
            if entry.type == .bool { _ = try? file.values(of: entry.name, as: Bool.self) }
        }
        #expect(covered == data.count)
        return true
    }

    @Test func survivesEveryTruncation() throws {
        let sound = try Self.sound()
        try withTemporaryFolder { folder in
            for count in 0..<sound.count {
                let opened = try open(Array(sound.prefix(count)), at: folder + "/w")
                #expect(!opened, "the first \(count) bytes")
            }
            let (openedLonger, openedWhole) = try (
                open(sound + [0], at: folder + "/w"), open(sound, at: folder + "/w")
            )
            #expect(!openedLonger && openedWhole)
        }
    }

    /// Every bit of the length and the header, one at a time.
    @Test func survivesFlippedBits() throws {
        let sound = try Self.sound()
        try withTemporaryFolder { folder in
            var opened = 0
            let dataCount = 24 + 8 + 3
            for bit in 0..<8 * (sound.count - dataCount) {
                var bytes = sound
                bytes[bit / 8] ^= 1 << UInt8(bit % 8)
                opened += try open(bytes, at: folder + "/w") ? 1 : 0
            }
            // Letters of names and of the metadata may change.
            #expect(opened > 0 && opened < 400)
        }
    }

    @Test(arguments: 0..<4) func survivesMutations(_ seed: UInt64) throws {
        let sound = try Self.sound()
        try withTemporaryFolder { folder in
            var mutator = SafetensorsMutator(sound, seed: seed)
            for _ in 0..<500 { _ = try open(mutator.next(), at: folder + "/w") }
        }
    }
}

/// Changes a sound file in ways that programs and disks do.
struct SafetensorsMutator {
    private let sound: [UInt8]
    private let headerLength: Int
    private var state: UInt64

    init(_ sound: [UInt8], seed: UInt64) {
        self.sound = sound
        headerLength = sound.prefix(8).reversed().reduce(0) { $0 << 8 | Int($1) }
        state = seed
    }

    /// SplitMix64 (Steele et al. 2014).
    private mutating func random(below bound: Int) -> Int {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ z >> 30) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ z >> 27) &* 0x94D0_49BB_1331_11EB
        return Int((z ^ z >> 31) % UInt64(bound))
    }

    private static let fragments: [String] = [
        "{", "}", "[", "]", ":", ",", "\"", "\\", "0", "-1", "1.5", "1e9", "18446744073709551616",
        "9223372036854775807", "4611686018427387904", "null", "true", "\"dtype\":\"F32\",", "\"shape\":[],", "\"BOOL\"",
        "\"__metadata__\":{},", "\\ud800", "\\u0000", " ", "\n", "\u{0}", "[[[[[[[[", "{\"a\":", "\"x\":{},",
        "\"none\":{\"dtype\":\"U16\",\"shape\":[0],\"data_offsets\":[0,0]},",
    ]

    /// One to three changes; half of the time the length is put right again, so that they reach the JSON.
    mutating func next() -> [UInt8] {
        var header = Array(sound.dropFirst(8).prefix(headerLength))
        let data = Array(sound.dropFirst(8 + headerLength))
        for _ in 0...random(below: 3) { change(&header) }
        switch random(below: 8) {
        case 0: return fileBytes(header, length: UInt64(random(below: 1000))) + data
        case 1: return fileBytes(header, length: UInt64.max >> UInt64(random(below: 64))) + data
        case 2: return Array(sound.prefix(8)) + header + data
        default: return fileBytes(header) + data
        }
    }

    private mutating func change(_ header: inout [UInt8]) {
        let place = random(below: header.count + 1)
        let end = min(header.count, place + random(below: 20))
        switch random(below: 6) {
        case 0: header.insert(contentsOf: Self.fragments[random(below: Self.fragments.count)].utf8, at: place)
        case 1: header.replaceSubrange(place..<end, with: Self.fragments[random(below: Self.fragments.count)].utf8)
        case 2: header.insert(contentsOf: header[place..<end], at: place)
        case 3: header.removeSubrange(place..<end)
        case 4: for index in place..<end { header[index] = UInt8(random(below: 256)) }
        default: changeDigit(&header)
        }
    }

    /// Other dimensions and offsets.
    private mutating func changeDigit(_ header: inout [UInt8]) {
        let digits = header.indices.filter { (0x30...0x39).contains(header[$0]) }
        guard !digits.isEmpty else { return }
        header[digits[random(below: digits.count)]] = UInt8(0x30 + random(below: 10))
    }
}
