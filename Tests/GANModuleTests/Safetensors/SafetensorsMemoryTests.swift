import Foundation
import GANTestSupport
import Testing

@testable import GANModule

/// A hostile header, made of a piece that is repeated.
struct HostileHeader: Sendable {
    let start: String
    /// "#" becomes the number of the piece, in base 36.
    let piece: String
    let end: String

    /// - Parameter byteCount: about as many bytes of header
    func bytes(_ byteCount: Int) -> [UInt8] {
        var header = Array(start.utf8)
        header.reserveCapacity(byteCount + 1000)
        let parts = piece.split(separator: "#", omittingEmptySubsequences: false).map { Array($0.utf8) }
        var number = 0
        while header.count < byteCount {
            header += parts[0]
            for part in parts.dropFirst() {
                header += String(number, radix: 36).utf8
                header += part
            }
            number += 1
        }
        return fileBytes(header + Array(end.utf8))
    }

    private static let empty = "{\"dtype\":\"U8\",\"shape\":[0],\"data_offsets\":[0,0]}"

    static let all = [
        HostileHeader(start: "{\"a\":", piece: "[", end: ""),
        HostileHeader(start: "{\"a\":", piece: "{\"a\":", end: ""),
        HostileHeader(start: "{", piece: "\"\":\(empty),", end: "\"a\":\(empty)}"),
        HostileHeader(start: "{", piece: "\"#\":\(empty),", end: "\"0\":\(empty)}"),
        HostileHeader(start: "{", piece: "\"#\":\(empty),", end: "\"x"),
        HostileHeader(start: "{\"__metadata__\":{", piece: "\"#\":\"\",", end: "\"0\":\"\"}}"),
        HostileHeader(start: "{\"a\":{\"shape\":[1", piece: ",1", end: "]}}"),
        HostileHeader(start: "{\"a\":{\"shape\":[", piece: "9", end: "]}}"),
        HostileHeader(start: "{\"", piece: "name", end: "\":7}"),
        HostileHeader(start: "{\"a\":{\"dtype\":\"", piece: "name", end: "\"}}"),
        HostileHeader(start: "{\"__metadata__\":{\"a\":\"", piece: "\\ud83d\\ude00", end: "\"},\"b\":7}"),
        HostileHeader(start: "{", piece: " ", end: "x"),
    ]
}

@Suite struct SafetensorsMemoryTests {
    /// Growth of peak memory by opening each, in a process of its own. The check alone stays below 0.9 MB for a
    /// header of this size, on a busy machine sometimes above 1.5; its names, shapes and metadata would take 2.6 to 3.7 MB. With GANZOO_LARGE_TESTS=1 the
    /// header is as long as the format allows: an optimized build then takes a minute, and the check 52 MB.
    @Test(.measuresMemory, arguments: HostileHeader.all.indices) func staysSmall(_ index: Int) async {
        await #expect(processExitsWith: .success) { [index] in
            try withTemporaryFolder { folder in
                let isLarge = ProcessInfo.processInfo.environment["GANZOO_LARGE_TESTS"] == "1"
                let (headerBytes, bound) = isLarge ? (99_999_000, 60_000_000) : (300_000, 2_200_000)
                // The first error of a process loads code and tables.
                try save(fileBytes(Array("{\"a\":7".utf8)), at: folder + "/w")
                #expect(throws: SafetensorsError.self) { try SafetensorsFile(path: folder + "/w") }
                try save(HostileHeader.all[index].bytes(headerBytes), at: folder + "/w")
                let before = try peakMemory(reset: true)
                #expect(throws: SafetensorsError.self) { try SafetensorsFile(path: folder + "/w") }
                let growth = try peakMemory() - before
                #expect(growth < bound, "\(growth) bytes more than \(before)")
            }
        }
    }
}

extension SafetensorsMemoryTests {
    /// Nearly nothing on the disk.
    @Test func aTensorBeyondTheMemoryIsRefusedUnread() throws {
        try withTemporaryFolder { folder in
            let count = rowsBeyondMemory(ofWidth: 1)
            try writeSparseTensors([("a", [count])], to: folder + "/w")
            let file = try SafetensorsFile(path: folder + "/w")
            let error = #expect(throws: SafetensorsError.self) { try file.tensor("a") }
            #expect(
                error?.defect
                    == .tooLargeForMemory(tensor: "a", bytes: 4 * count, memory: SystemFile.physicalMemory))
            let half = SystemFile.physicalMemory / 2
            #expect(file.excess(of: ["a", "b"], copies: 2).map { [$0.bytes, $0.limit] } == [8 * count, half])
            #expect(file.excess(of: ["b"]) == nil)
        }
    }

    /// Nearly nothing on the disk, and a tensor of a gigabyte. The program ended where the memory did.
    @Test(.measuresMemory) func aChecksumTakesNoMemory() async {
        await #expect(processExitsWith: .success) {
            try withTemporaryFolder { folder in
                let size = 1 << 30
                let header = "{\"a\":{\"dtype\":\"U8\",\"shape\":[\(size)],\"data_offsets\":[0,\(size)]}}"
                let file = try SystemFile.creating(folder + "/w")
                let bytes = fileBytes(Array(header.utf8))
                try file.write(bytes)
                try file.truncate(to: bytes.count + size)
                let before = try peakMemory(reset: true)
                let checksum = try SafetensorsFile(path: folder + "/w").checksum(of: "a")
                // Of so many zeros, by Python's zlib.
                #expect(checksum == 0x5B64_C2B0)
                let growth = try peakMemory() - before
                #expect(growth < 32 << 20, "\(growth)")
            }
        }
    }
}
