import Foundation
import Testing

@testable import GANModule

/// A header that must not open, and what the error must say after the file's name and before the advice.
struct HeaderDefect: CustomTestStringConvertible, Sendable {
    let header: [UInt8]
    let dataCount: Int
    let problem: String

    init(_ header: String, data: Int = 0, _ problem: String) {
        self.init(bytes: Array(header.utf8), data: data, problem)
    }

    init(bytes: [UInt8], data: Int = 0, _ problem: String) {
        (header, dataCount, self.problem) = (bytes, data, problem)
    }

    var testDescription: String { problem }

    /// One tensor `t`, whose entry is `fields`.
    static func entry(_ fields: String, data: Int = 0, _ problem: String) -> HeaderDefect {
        HeaderDefect("{\"t\":{\(fields)}}", data: data, problem)
    }

    static func number(_ text: String, _ problem: String) -> HeaderDefect {
        entry("\"shape\":[\(text)]", problem)
    }

    /// A name that is `bytes`, in quotes.
    static func name(_ bytes: [UInt8], _ problem: String) -> HeaderDefect {
        HeaderDefect(bytes: Array("{\"".utf8) + bytes + Array("\":".utf8), problem)
    }
}

extension HeaderDefect {
    static let text: [HeaderDefect] = [
        .init(" {}", "byte 8: the header must start with '{', found a space"),
        .init("[]", "byte 8: the header must start with '{', found '['"),
        .init("", "byte 8: the header must start with '{', found a header of 0 bytes"),
        .init("{", "byte 9: the header ends, but the name of a tensor was expected"),
        .init("{}x", "byte 10: only spaces may follow the header's object, found 'x'"),
        .init("{}\n", "byte 10: only spaces may follow the header's object, found byte 0x0A"),
        .init("{}{}", "byte 10: only spaces may follow the header's object, found '{'"),
        .init("{,}", "byte 9: expected the name of a tensor, found ','"),
        .init("{\"__metadata__\":{},}", "byte 27: expected the name of a tensor, found '}'"),
        .init("{\"a\" {", "byte 13: expected ':', found '{'"),
        .init("{\"a\":[[[", "byte 13: expected '{', the entry of 'a', found '['"),
        .init("{\"a\":null}", "byte 13: expected '{', the entry of 'a', found 'n'"),
        .init("{\"a", "byte 11: the header ends, but the '\"' that closes a string was expected"),
        .init("{\"__metadata__\":7}", "byte 24: expected '{' before the metadata, found '7'"),
        .init(
            "{\"__metadata__\":{\"a\":7}}", "byte 29: expected a string, as every value of the metadata is, found '7'"),
        .init("{\"__metadata__\":{\"a\":\"b\" \"c\"}}", "byte 33: expected ',' or '}', found '\"'"),
        .name([0x01], "byte 10: a string contains the control character 0x01, which JSON writes as an escape"),
        .name([0xC3], "byte 10: a string contains bytes that are not UTF-8"),
        .name([0x80], "byte 10: a string contains bytes that are not UTF-8"),
        .name([0xC0, 0x80], "byte 10: a string contains bytes that are not UTF-8"),
        .name([0xE0, 0x9F, 0xBF], "byte 10: a string contains bytes that are not UTF-8"),
        .name([0xED, 0xA0, 0x80], "byte 10: a string contains bytes that are not UTF-8"),
        .name([0xF4, 0x90, 0x80, 0x80], "byte 10: a string contains bytes that are not UTF-8"),
        .name([0xFF], "byte 10: a string contains bytes that are not UTF-8"),
        .name(
            Array("\\x".utf8),
            "byte 10: 'x' is not a valid JSON escape (\\\" \\\\ \\/ \\b \\f \\n \\r \\t \\uXXXX)"),
        .name(
            Array("\\u12G4".utf8),
            "byte 10: 'G' is not a valid JSON escape (\\\" \\\\ \\/ \\b \\f \\n \\r \\t \\uXXXX)"),
        .name(Array("\\uD800".utf8), "byte 10: half of a \\u surrogate pair is missing"),
        .name(Array("\\uDC00\\uD800".utf8), "byte 10: half of a \\u surrogate pair is missing"),
        .name(Array("\\uD800\\uD800".utf8), "byte 10: half of a \\u surrogate pair is missing"),
        .name(Array("\\uDC00\\uDC00".utf8), "byte 10: half of a \\u surrogate pair is missing"),
        .name(Array("\\uD800\\u0041".utf8), "byte 10: half of a \\u surrogate pair is missing"),
    ]

    static let numbers: [HeaderDefect] = [
        .number("-1", "byte 23: expected a non-negative integer, found a negative number"),
        .number("01", "byte 23: expected a non-negative integer, found a number that starts with 0"),
        .number("00", "byte 23: expected a non-negative integer, found a number that starts with 0"),
        .number("1.0", "byte 23: expected a non-negative integer, found a fraction or an exponent"),
        .number("1e3", "byte 23: expected a non-negative integer, found a fraction or an exponent"),
        .number("1E3", "byte 23: expected a non-negative integer, found a fraction or an exponent"),
        .number("9223372036854775808", "byte 23: the number is larger than 9223372036854775807"),
        .number(String(repeating: "9", count: 500), "byte 23: the number is larger than 9223372036854775807"),
        .number("+1", "byte 23: expected a dimension, found '+'"),
        .number("\"1\"", "byte 23: expected a dimension, found '\"'"),
        .number("1,", "byte 25: expected a dimension, found ']'"),
        .number("1 2", "byte 25: expected ',' or ']', found '2'"),
        .number("[1]", "byte 23: expected a dimension, found '['"),
        .number("true", "byte 23: expected a dimension, found 't'"),
        .number(
            Array(repeating: "1", count: 65).joined(separator: ","), "tensor 't': the shape has more than 64 dimensions"
        ),
    ]

    static let entries: [HeaderDefect] = [
        .entry("\"dtype\":\"U8\",\"dtype\":\"U8\"", "tensor 't': byte 27: the key 'dtype' is repeated"),
        .entry("\"shape\":[],\"shape\":[]", "tensor 't': byte 25: the key 'shape' is repeated"),
        .entry(
            "\"extra\":1",
            "tensor 't': byte 14: unknown key 'extra', expected 'dtype', 'shape' or 'data_offsets'"),
        .entry("", "tensor 't': has no 'dtype'"),
        .entry("\"dtype\":\"U8\"", "tensor 't': has no 'shape'"),
        .entry("\"dtype\":\"U8\",\"shape\":[]", "tensor 't': has no 'data_offsets'"),
        .entry(
            "\"dtype\":\"f32\"",
            "tensor 't': unknown dtype 'f32', expected one of U64, I64, F64, F32, U32, I32, BF16, F16, U16, I16, "
                + "F8_E4M3, F8_E5M2, I8, U8, BOOL"),
        .entry("\"dtype\":7", "byte 22: expected a dtype in quotes, found '7'"),
        .entry("\"shape\":7", "byte 22: expected '[', a list of dimensions, found '7'"),
        .entry("\"data_offsets\":[0]", "byte 31: expected ',' and the offset of the end, found ']'"),
        .entry("\"data_offsets\":[0,1,2]", "byte 33: expected ']' after two data offsets, found ','"),
        .entry("\"data_offsets\":[]", "byte 30: expected the offset of the first byte, found ']'"),
        .entry(
            "\"dtype\":\"F64\",\"shape\":[4294967296,536870912],\"data_offsets\":[0,8]",
            "tensor 't': F64 [4294967296, 536870912] would take more than 9223372036854775807 bytes"),
        .entry(
            "\"dtype\":\"U8\",\"shape\":[2],\"data_offsets\":[2,0]",
            "tensor 't': data_offsets [2, 0] end before they start"),
        .entry(
            "\"dtype\":\"F32\",\"shape\":[5,6],\"data_offsets\":[0,100]", data: 100,
            "tensor 't': data_offsets [0, 100] hold 100 bytes, but F32 [5, 6] needs 120"),
        .entry(
            "\"dtype\":\"U8\",\"shape\":[9],\"data_offsets\":[0,9]", data: 8,
            "tensor 't': data_offsets [0, 9] run past the end of the data, which holds 8 bytes"),
        .entry(
            "\"dtype\":\"U8\",\"shape\":[9],\"data_offsets\":[0,9]", data: 10,
            "the tensors end at data byte 9, but the file holds 10 bytes of data"),
        .entry(
            "\"dtype\":\"U8\",\"shape\":[9],\"data_offsets\":[1,10]", data: 10,
            "tensor 't': data_offsets [1, 10] leave a gap, the data before them ends at 0"),
        .entry(
            "\"dtype\":\"U8\",\"shape\":[0],\"data_offsets\":[4,4]", data: 4,
            "tensor 't': data_offsets [4, 4] leave a gap, the data before them ends at 0"),
        .init("{}", data: 1, "the tensors end at data byte 0, but the file holds 1 byte of data"),
        .init(
            "{\"a\":\(bytes(0, 4)),\"b\":\(bytes(2, 6))}", data: 6,
            "tensor 'b': data_offsets [2, 6] overlap [0, 4] of tensor 'a'"),
        .init(
            "{\"a\":\(bytes(0, 4)),\"b\":\(bytes(0, 4))}", data: 4,
            "tensor 'b': data_offsets [0, 4] overlap [0, 4] of tensor 'a'"),
        .init(
            "{\"a\":\(bytes(0, 4)),\"b\":\(bytes(2, 2))}", data: 4,
            "tensor 'b': data_offsets [2, 2] overlap [0, 4] of tensor 'a'"),
        .init("{\"a\":\(bytes(0, 0)),\"\\u0061\":\(bytes(0, 0))}", "byte 61: the key 'a' is repeated"),
        .init(
            "{\"__metadata__\":{\"k\":\"1\",\"k\":\"1\"}}", "byte 33: the key 'k' is repeated"),
        .init(
            "{\"__metadata__\":{\"\u{E9}\":\"\",\"e\u{301}\":\"\"}}",
            "byte 33: the key 'e\u{301}' is repeated"),
        .init(
            "{\"__metadata__\":{},\"__metadata__\":{}}", "byte 27: the key '__metadata__' is repeated"),
        .init(
            "{\"\(String(repeating: "n", count: 99))\\n\":7",
            "byte 113: expected '{', the entry of '\(String(repeating: "n", count: 64))...', found '7'"),
        .init("{\"a\\n\\u202e\":{}}", "tensor 'a\\n\\u{202E}': has no 'dtype'"),
    ]

    static func bytes(_ begin: Int, _ end: Int) -> String {
        "{\"dtype\":\"U8\",\"shape\":[\(end - begin)],\"data_offsets\":[\(begin),\(end)]}"
    }
}

@Suite struct SafetensorsDefectTests {
    @Test(arguments: HeaderDefect.text + HeaderDefect.numbers + HeaderDefect.entries)
    func namesWhatIsWrong(_ defect: HeaderDefect) throws {
        try withTemporaryFolder { folder in
            let path = folder + "/w.safetensors"
            try save(fileBytes(defect.header, dataCount: defect.dataCount), at: path)
            let advice =
                defect.problem.hasSuffix("64 dimensions")
                ? "reshape the tensor; GANZoo does not support more dimensions"
                : "the file is damaged or was written by a faulty program"
            #expect(
                message(inside: folder) { _ = try SafetensorsFile(path: path) }
                    == "w.safetensors: \(defect.problem) - \(advice)")
        }
    }

    @Test(
        arguments: [
            ([], "holds 0 bytes, but the length of the header alone takes 8"),
            ([1, 2, 3, 4, 5, 6, 7], "holds 7 bytes, but the length of the header alone takes 8"),
            (
                fileBytes([], length: 1),
                "byte 0: the stated length of the header is 1 byte, but the file holds 8 bytes, 8 of them before it"
            ),
            (
                fileBytes([0x7B, 0x7D], length: 3),
                "byte 0: the stated length of the header is 3 bytes, but the file holds 10 bytes, 8 of them before it"
            ),
            (
                fileBytes([0x7B, 0x7D], length: 100_000_001),
                "byte 0: the stated length of the header is 100000001 bytes, but the format allows 100000000"
            ),
            (
                fileBytes([0x7B, 0x7D], length: .max),
                "byte 0: the stated length of the header is 18446744073709551615 bytes, but the format allows 100000000"
            ),
        ] as [([UInt8], String)])
    func checksTheLength(_ bytes: [UInt8], _ problem: String) throws {
        try withTemporaryFolder { folder in
            try save(bytes, at: folder + "/w.safetensors")
            #expect(
                message(inside: folder) { _ = try SafetensorsFile(path: folder + "/w.safetensors") }
                    == "w.safetensors: \(problem) - the file is damaged or was written by a faulty program")
        }
    }

    /// A header that says 100 MB where there are 100 MB, but no header.
    @Test func readsNoFurtherThanTheFirstByte() throws {
        try withTemporaryFolder { folder in
            let path = folder + "/sparse"
            try save(fileBytes([], length: 100_000_000), at: path)
            try #require(truncate(path, 100_000_008) == 0)
            #expect(
                message(inside: folder) { _ = try SafetensorsFile(path: path) }
                    == "sparse: byte 8: the header must start with '{', found byte 0x00"
                    + " - the file is damaged or was written by a faulty program")
        }
    }

    @Test func namesWhatIsNoFile() throws {
        try withTemporaryFolder { folder in
            try #require(mkfifo(folder + "/fifo", 0o600) == 0)
            let advice = "check the path and its permissions"
            for (path, problem) in [
                (folder + "/none", "none: cannot be opened: No such file or directory - \(advice)"),
                (folder + "/no\0ne", "no\0ne: cannot be opened: Invalid argument - \(advice)"),
                ("", ": cannot be opened: No such file or directory - \(advice)"),
                (
                    folder + "/fifo",
                    "fifo: is a FIFO, but a regular file was expected - use the path of a .safetensors file"
                ),
                (
                    "/dev/zero",
                    "/dev/zero: is a device, but a regular file was expected - use the path of a .safetensors file"
                ),
                ("/", "/: is a directory, but a regular file was expected - use the path of a .safetensors file"),
            ] {
                #expect(message(inside: folder) { _ = try SafetensorsFile(path: path) } == problem)
            }
        }
    }

    @Test(.enabled(if: geteuid() != 0, "root reads everything"))
    func namesWhatMayNotBeRead() throws {
        try withTemporaryFolder { folder in
            let path = folder + "/secret"
            try save(fileBytes([0x7B, 0x7D]), at: path)
            try #require(chmod(path, 0) == 0)
            #expect(
                message(inside: folder) { _ = try SafetensorsFile(path: path) }
                    == "secret: cannot be opened: Permission denied - check the path and its permissions")
        }
    }

    @Test func findsADuplicateAmongMany() throws {
        try withTemporaryFolder { folder in
            let path = folder + "/w"
            func check(_ keys: [Int]) throws {
                let pairs = keys.map { "\"\($0)\":\"\"" }.joined(separator: ",")
                try save(fileBytes(Array("{\"__metadata__\":{\(pairs)}}".utf8)), at: path)
                _ = try SafetensorsFile(path: path)
            }
            for repeated in 0..<40 {
                #expect(throws: SafetensorsError.self) { try check(Array(0..<40) + [repeated]) }
            }
            try check(Array(0..<40))
        }
    }

    // MARK: Too much

    private func header(pairs: Int, tensors: Int) -> [UInt8] {
        let metadata = (0..<pairs).map { "\"\($0)\":\"\"" }.joined(separator: ",")
        let entries = (0..<tensors).map { ",\"\($0)\":{\"dtype\":\"U8\",\"shape\":[0],\"data_offsets\":[0,0]}" }
        return fileBytes(Array("{\"__metadata__\":{\(metadata)}\(entries.joined())}".utf8))
    }

    /// All of it was built: 7 million pairs took 835 MB and the better part of a minute.
    @Test func moreMetadataThanAnyProgramWrites() throws {
        try withTemporaryFolder { folder in
            try save(header(pairs: 10_000, tensors: 0), at: folder + "/w")
            #expect(try SafetensorsFile(path: folder + "/w").metadata.count == 10_000)
            try save(header(pairs: 10_001, tensors: 0), at: folder + "/w")
            #expect(
                message(inside: folder) { _ = try SafetensorsFile(path: folder + "/w") }
                    == "w: its metadata has more than 10000 pairs - write it without this metadata")
        }
    }

    @Test func moreTensorsThanAnyNetworkHas() throws {
        try withTemporaryFolder { folder in
            try save(header(pairs: 0, tensors: 262_145), at: folder + "/w")
            #expect(
                message(inside: folder) { _ = try SafetensorsFile(path: folder + "/w") }
                    == "w: it has more than 262144 tensors - divide them among several files")
        }
    }

    /// What would be refused is not written.
    @Test func tooMuchIsNotWritten() throws {
        try withTemporaryFolder { folder in
            let pairs = Dictionary(uniqueKeysWithValues: (0...10_000).map { ("\($0)", "") })
            #expect(
                message(inside: folder) { try SafetensorsWriter(metadata: pairs).write(to: folder + "/w") }
                    == "w: its metadata has more than 10000 pairs - write it without this metadata")
            let names = try FileManager.default.contentsOfDirectory(atPath: folder)
            #expect(names.isEmpty)
        }
    }
}
