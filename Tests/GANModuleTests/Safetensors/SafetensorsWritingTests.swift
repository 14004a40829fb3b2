import Foundation
import Testing

@testable import GANModule

@Suite struct SafetensorsWritingTests {
    private struct Stopped: Error {}

    @Test func writesTheSameBytesInWhateverOrder() throws {
        try withTemporaryFolder { folder in
            let names = ["b", "a", "\u{1F600}", "\u{FFFF}", "B"]
            var files: [[UInt8]] = []
            for order in [names, names.reversed()] {
                let metadata = Dictionary(uniqueKeysWithValues: order.map { ($0, $0) })
                var writer = SafetensorsWriter(metadata: metadata)
                for name in order {
                    writer.add(name, shape: [2]) { [Float(name.utf8.count), -0.0] }
                    writer.add(name + ".wide", shape: [1]) { [Int64(name.utf8.count)] }
                }
                try writer.write(to: folder + "/w")
                files.append(try load(folder + "/w"))
            }
            #expect(files[0] == files[1])
        }
    }

    /// Every tensor starts at a multiple of its own width, from the start of the file.
    @Test func alignsEveryTensor() throws {
        try withTemporaryFolder { folder in
            var writer = SafetensorsWriter()
            for type in SafetensorsType.allCases.reversed() {
                writer.add(type.rawValue, type: type, shape: [3]) { [UInt8](repeating: 0, count: 3 * type.byteWidth) }
            }
            try writer.write(to: folder + "/w")
            let headerLength = try load(folder + "/w").prefix(8).reversed().reduce(0) { $0 << 8 | Int($1) }
            #expect(headerLength.isMultiple(of: 8))
            let entries = try SafetensorsFile(path: folder + "/w").entries
            #expect(entries.count == SafetensorsType.allCases.count)
            for entry in entries {
                #expect((8 + headerLength + entry.byteRange.lowerBound).isMultiple(of: entry.type.byteWidth))
            }
        }
    }

    @Test func asksForValuesWhenTheirTurnComes() throws {
        try withTemporaryFolder { folder in
            var log: [String] = []
            var writer = SafetensorsWriter()
            for name in ["c", "a", "b"] {
                writer.add(name, shape: [1]) { () -> [Float] in
                    log.append(name)
                    return [0]
                }
            }
            #expect(log == [])
            try writer.write(to: folder + "/w")
            #expect(log == ["a", "b", "c"])
        }
    }

    /// What a failed write must leave: the folder as it was.
    private func expectUntouched(_ expected: String, _ add: (inout SafetensorsWriter) -> Void) throws {
        try withTemporaryFolder { folder in
            try save([1, 2, 3], at: folder + "/w")
            var writer = SafetensorsWriter()
            writer.add("sound", shape: [1]) { [Int64(1)] }
            add(&writer)
            #expect(message(inside: folder) { try writer.write(to: folder + "/w") } == expected)
            #expect(try load(folder + "/w") == [1, 2, 3])
            #expect(try FileManager.default.contentsOfDirectory(atPath: folder) == ["w"])
        }
    }

    @Test func leavesTheOldFileWhenACallIsWrong() throws {
        try expectUntouched("w: a tensor cannot have the name '__metadata__' - rename the tensor") {
            $0.add("__metadata__", shape: [1]) { [Float(0)] }
        }
        try expectUntouched("w: two tensors have the name 'sound' - rename the tensor") {
            $0.add("sound", shape: [1]) { [Float(0)] }
        }
        try expectUntouched(
            "w: tensor 't': was given 8 bytes, but F32 [3] needs 12 - correct the call that adds this tensor"
        ) { $0.add("t", shape: [3]) { [Float(0), 1] } }
        for shape in [[-1], [-1, 0], [0, -1], [1 << 62, 4]] {
            try expectUntouched(
                "w: tensor 't': the shape \(shape) has a negative dimension, more than 64 dimensions, "
                    + "or more than 9223372036854775807 bytes - correct the call that adds this tensor"
            ) { $0.add("t", shape: shape) { [Float]() } }
        }
        try expectUntouched(
            "w: tensor 'u': with it the file would take more than 9223372036854775807 bytes"
                + " - write fewer tensors to one file"
        ) {
            $0.add("t", shape: [1 << 62]) { [UInt8]() }
            $0.add("u", shape: [1 << 62]) { [UInt8]() }
        }
        try expectUntouched("Stopped()") { $0.add("t", shape: [3]) { () -> [Float] in throw Stopped() } }
    }

    @Test func leavesNothingWhereItCannotWrite() throws {
        try withTemporaryFolder { folder in
            try FileManager.default.createDirectory(atPath: folder + "/d", withIntermediateDirectories: false)
            let unchanged = "free some space or choose another folder; an existing file at the path is unchanged"
            for (path, expected) in [
                ("/none/w", "none/w: opening its folder: No such file or directory - \(unchanged)"),
                ("/d/", "d/: opening: it names a folder - \(unchanged)"),
                ("/d", "d: is a directory, but a regular file was expected - use the path of a .safetensors file"),
                (
                    "/" + String(repeating: "n", count: 300),
                    String(repeating: "n", count: 300) + ": looking for it: File name too long - \(unchanged)"
                ),
            ] {
                #expect(message(inside: folder) { try SafetensorsWriter().write(to: folder + path) } == expected)
            }
            #expect(try FileManager.default.subpathsOfDirectory(atPath: folder) == ["d"])
        }
        #expect(
            message(inside: "/none") { try SafetensorsWriter().write(to: "/dev/full") }
                == "/dev/full: is a device, but a regular file was expected - use the path of a .safetensors file")
    }

    @Test(.enabled(if: geteuid() != 0, "root writes everywhere"))
    func leavesNothingInAReadOnlyFolder() throws {
        try withTemporaryFolder { folder in
            try #require(chmod(folder, 0o500) == 0)
            #expect(
                message(inside: folder) { try SafetensorsWriter().write(to: folder + "/w") }
                    == "w: creating a file in its folder: Permission denied"
                    + " - free some space or choose another folder; an existing file at the path is unchanged")
            try #require(chmod(folder, 0o700) == 0)
            #expect(try FileManager.default.contentsOfDirectory(atPath: folder) == [])
        }
    }

    @Test func noticesAFullDisk() throws {
        let file = try SystemFile.updating("/dev/full")
        let error = #expect(throws: SystemError.self) { try file.write([UInt8](repeating: 0, count: 100)) }
        #expect(error?.reason == "No space left on device")
    }

    /// A disk that fills up in the middle of a tensor, played by the limit on the size of a file. In a process of its
    /// own, for the limit holds for all of it. The first write is short, the second fails.
    @Test func leavesTheOldFileWhenTheDiskFillsUp() async {
        await #expect(processExitsWith: .success) {
            signal(SIGXFSZ, SIG_IGN)
            try withTemporaryFolder { folder in
                try save([1, 2, 3], at: folder + "/w")
                var limit = rlimit(rlim_cur: 100_000, rlim_max: 100_000)
                try #require(setrlimit(__rlimit_resource_t(RLIMIT_FSIZE.rawValue), &limit) == 0)
                var writer = SafetensorsWriter()
                writer.add("t", shape: [100_000]) { [Float](repeating: 1, count: 100_000) }
                #expect(
                    message(inside: folder) { try writer.write(to: folder + "/w") }
                        == "w: writing 't': File too large - free some space or choose another folder; "
                        + "an existing file at the path is unchanged")
                #expect(try load(folder + "/w") == [1, 2, 3])
                #expect(try FileManager.default.contentsOfDirectory(atPath: folder) == ["w"])
            }
        }
    }
}
