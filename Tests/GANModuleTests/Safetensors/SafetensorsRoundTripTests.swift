import Foundation
import GANTensor
import Testing

@testable import GANModule

@Suite struct SafetensorsRoundTripTests {
    private func roundTrip<Scalar: SafetensorsScalar>(_ values: [Scalar], shape: [Int]) throws -> [Scalar] {
        try withTemporaryFolder { folder in
            var writer = SafetensorsWriter()
            writer.add("t", shape: shape) { values }
            try writer.write(to: folder + "/w")
            let file = try SafetensorsFile(path: folder + "/w")
            #expect(file.entry(named: "t")?.type == Scalar.safetensorsType)
            #expect(file.entry(named: "t")?.shape == shape)
            return try file.values(of: "t")
        }
    }

    private func checkIntegers<Scalar: SafetensorsScalar & FixedWidthInteger>(_: Scalar.Type) throws {
        let values: [Scalar] = [.min, .max, 0, 1, .max / 3, .min / 3]
        #expect(try roundTrip(values, shape: [2, 3]) == values)
        #expect(try roundTrip([Scalar.max], shape: []) == [.max])
        #expect(try roundTrip([Scalar](), shape: [3, 0, 2]) == [])
    }

    @Test func keepsIntegers() throws {
        try checkIntegers(UInt64.self)
        try checkIntegers(Int64.self)
        try checkIntegers(UInt32.self)
        try checkIntegers(Int32.self)
        try checkIntegers(UInt16.self)
        try checkIntegers(Int16.self)
        try checkIntegers(UInt8.self)
        try checkIntegers(Int8.self)
    }

    /// A tensor of more values than are read at once, which do not divide it.
    @Test func keepsLargeTensors() throws {
        try withTemporaryFolder { folder in
            let shape = [3, (1 << 22) / 2 + 7]
            let values = [Int32](unsafeUninitializedCapacity: shape[0] * shape[1]) { buffer, count in
                for place in 0..<buffer.count { buffer.initializeElement(at: place, to: Int32(place)) }
                count = buffer.count
            }
            var writer = SafetensorsWriter()
            writer.add("t", shape: shape) { values }
            try writer.write(to: folder + "/w")
            let tensor = try SafetensorsFile(path: folder + "/w").tensor("t")
            #expect(tensor.shape.dimensions == shape)
            #expect(tensor.scalars(as: Int32.self) == values)
        }
    }

    @Test func keepsBools() throws {
        #expect(try roundTrip([true, false, true], shape: [3]) == [true, false, true])
        #expect(try roundTrip([Bool](), shape: [0]) == [])
        #expect(try roundTrip([true], shape: []) == [true])
    }

    /// Quiet and signaling NaN with payloads, both zeros, subnormal, infinities: bit for bit.
    @Test func keepsBitsOfFloats() throws {
        let float: [UInt32] = [0x7FC0_1234, 0xFFA0_0001, 0x8000_0000, 0, 1, 0x7F80_0000, 0xFF80_0000]
        #expect(try roundTrip(float.map(Float.init(bitPattern:)), shape: [7]).map(\.bitPattern) == float)
        let double: [UInt64] = [0x7FF8_0000_0000_1234, 0xFFF4_0000_0000_0001, 1 << 63, 0, 1, 0x7FF0 << 48]
        #expect(try roundTrip(double.map(Double.init(bitPattern:)), shape: [6]).map(\.bitPattern) == double)
        let half: [UInt16] = [0x7E12, 0xFD01, 0x8000, 0, 1, 0x7C00, 0xFC00]
        #expect(try roundTrip(half.map(Float16.init(bitPattern:)), shape: [7]).map(\.bitPattern) == half)
        #expect(try roundTrip([Float](), shape: [0]).isEmpty)
        #expect(try roundTrip([Float(-1.5)], shape: []) == [-1.5])
    }

    @Test(arguments: SafetensorsType.allCases) func keepsBytes(_ type: SafetensorsType) throws {
        try withTemporaryFolder { folder in
            let bytes = (0..<6 * type.byteWidth).map { UInt8(truncatingIfNeeded: $0 * 37 + 200) }
            var writer = SafetensorsWriter(metadata: ["type": type.rawValue])
            writer.add("full", type: type, shape: [2, 3]) { bytes }
            writer.add("empty", type: type, shape: [2, 0]) { [] }
            writer.add("single", type: type, shape: []) { Array(bytes.prefix(type.byteWidth)) }
            try writer.write(to: folder + "/w")
            let file = try SafetensorsFile(path: folder + "/w")
            #expect(file.metadata == ["type": type.rawValue])
            #expect(file.entries.map(\.name) == ["empty", "full", "single"])
            #expect(file.entries.map(\.elementCount) == [0, 6, 1])
            #expect(try file.bytes(of: "full") == bytes)
            #expect(try file.bytes(of: "empty") == [])
            #expect(try file.bytes(of: "single") == Array(bytes.prefix(type.byteWidth)))
        }
    }

    @Test func keepsStrings() throws {
        let names = [
            "", "\"", "\\", "/", "\u{0}\u{1}\u{8}\t\n\u{B}\u{C}\r\u{1F}\u{7F}", "\u{E9}", "e\u{301}",
            "\u{1F600}\u{2028}",
            "\u{FFFF}", "\u{10FFFF}", "G.b4.const", String(repeating: "n", count: 100_000),
        ]
        try withTemporaryFolder { folder in
            // Two of the names are equal as Swift strings, so a dictionary holds one of them.
            let metadata = Dictionary(names.map { ($0, "<\($0)>") }, uniquingKeysWith: { first, _ in first })
            var writer = SafetensorsWriter(metadata: metadata)
            for (index, name) in names.enumerated() { writer.add(name, shape: []) { [Int32(index)] } }
            try writer.write(to: folder + "/w")
            let file = try SafetensorsFile(path: folder + "/w")
            #expect(file.metadata == metadata)
            #expect(file.entries.count == names.count)
            for (index, name) in names.enumerated() {
                #expect(try file.values(of: name, as: Int32.self) == [Int32(index)])
            }
        }
    }

    @Test func readsWhatOthersMayWrite() throws {
        try withTemporaryFolder { folder in
            let header =
                "{ \"b\\u00e9\\/\\ud83d\\ude00\" :\t{\r\n\"data_offsets\":[ 2 , 3 ],"
                + "\"shape\":[ 1],\"dtype\":\"\\u0055\\u0038\"},"
                + "\"a\":{\"dtype\":\"I8\",\"shape\":[1,2],\"data_offsets\":[0,2]}, \"__metadata__\" : { } }   "
            try save(fileBytes(Array(header.utf8)) + [255, 1, 7], at: folder + "/w")
            let file = try SafetensorsFile(path: folder + "/w")
            #expect(file.entries.map(\.name) == ["a", "b\u{E9}/\u{1F600}"])
            #expect(try file.values(of: "a", as: Int8.self) == [-1, 1])
            #expect(try file.values(of: "b\u{E9}/\u{1F600}", as: UInt8.self) == [7])
        }
    }

    @Test func opensTheSmallestFile() throws {
        try withTemporaryFolder { folder in
            try SafetensorsWriter().write(to: folder + "/w")
            #expect(try load(folder + "/w") == fileBytes(Array("{}      ".utf8)))
            #expect(try SafetensorsFile(path: folder + "/w").entries == [])
        }
    }

    @Test func findsEveryName() throws {
        for count in 0..<20 {
            try withTemporaryFolder { folder in
                var writer = SafetensorsWriter()
                for index in 0..<count { writer.add("\(index)", shape: []) { [UInt8(index)] } }
                try writer.write(to: folder + "/w")
                let file = try SafetensorsFile(path: folder + "/w")
                for index in 0..<count { #expect(try file.bytes(of: "\(index)") == [UInt8(index)]) }
                #expect(file.entry(named: "\(count)") == nil)
            }
        }
    }
}

@Suite struct SafetensorsRequestTests {
    @Test(
        arguments: [
            (
                "none", UInt8.self,
                "w: has no tensor 'none' among its 2 tensors - check the name, and check that this is the right file"
            ),
            ("f", Double.self, "w: tensor 'f': holds F32, but F64 was requested - request F32, or convert the file"),
            (
                "b", Bool.self,
                "w: tensor 'b': element 2 is 2, but a BOOL must be 0 or 1"
                    + " - the file is damaged or was written by a faulty program"
            ),
        ] as [(String, any SafetensorsScalar.Type, String)])
    func saysWhatDoesNotFit(_ name: String, _ type: any SafetensorsScalar.Type, _ expected: String) throws {
        try withTemporaryFolder { folder in
            var writer = SafetensorsWriter()
            writer.add("f", shape: [1]) { [Float(1)] }
            writer.add("b", type: .bool, shape: [3]) { [0, 1, 2] }
            try writer.write(to: folder + "/w")
            let file = try SafetensorsFile(path: folder + "/w")
            func read(_ type: (some SafetensorsScalar).Type) throws { _ = try file.values(of: name, as: type) }
            #expect(message(inside: folder) { try read(type) } == expected)
        }
    }

    @Test func noticesAFileThatShrinks() throws {
        try withTemporaryFolder { folder in
            var writer = SafetensorsWriter()
            writer.add("f", shape: [4]) { [Float](repeating: 1, count: 4) }
            try writer.write(to: folder + "/w")
            let size = try load(folder + "/w").count
            let file = try SafetensorsFile(path: folder + "/w")
            try #require(truncate(folder + "/w", size - 6) == 0)
            #expect(
                message(inside: folder) { _ = try file.bytes(of: "f") }
                    == "w: byte \(size - 6): the file ends here now, but it was longer when it was opened"
                    + " - do not write to a file while it is read")
        }
    }

    /// A terabyte that is all hole opens; reading it is refused before it is allocated.
    @Test func refusesWhatDoesNotFitInMemory() throws {
        try withTemporaryFolder { folder in
            let count = 1 << 43
            let header = "{\"t\":{\"dtype\":\"U8\",\"shape\":[\(count)],\"data_offsets\":[0,\(count)]}}"
            try save(fileBytes(Array(header.utf8)), at: folder + "/w")
            try #require(truncate(folder + "/w", 8 + header.utf8.count + count) == 0)
            let file = try SafetensorsFile(path: folder + "/w")
            #expect(
                message(inside: folder) { _ = try file.bytes(of: "t") }.hasPrefix(
                    "w: tensor 't': takes 8796093022208 bytes"))
        }
    }
}
