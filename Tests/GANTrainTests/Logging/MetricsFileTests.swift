import Foundation
import GANTrain
import Testing

@Suite struct MetricsFileTests {
    /// The bytes that Python reads back in Tests/Interoperation/run_logs.py.
    @Test func writesWhatPythonReads() throws {
        try withTemporaryFolder { folder in
            var file = try MetricsFile(creating: folder + "/m")
            for tick in 0..<3 { try file.append(LogFixture.line(tick)) }
            #expect(try load(folder + "/m") == load(LogFixture.folder + LogFixture.metrics))
        }
    }

    @Test func keepsTheOrderOfMembers() {
        var line = JSONLine()
        line.add("step", 8)
        line.add("loss.generator", 0.1)
        line.add("about", "\"tiny\"")
        #expect(line.text == #"{"step": 8, "loss.generator": 0.1, "about": "\"tiny\""}"#)
    }

    /// Wherever a later line was cut off.
    @Test func resumesAsIfNeverInterrupted() throws {
        let whole = try load(LogFixture.folder + LogFixture.metrics)
        try withTemporaryFolder { folder in
            var file = try MetricsFile(creating: folder + "/m")
            try file.append(LogFixture.line(0))
            for left in file.offset...whole.count {
                try save(Array(whole.prefix(left)), at: folder + "/m")
                var resumed = try MetricsFile(appendingTo: folder + "/m", at: file.offset)
                for tick in 1..<3 { try resumed.append(LogFixture.line(tick)) }
                #expect(try load(folder + "/m") == whole)
            }
        }
    }

    @Test func beginsAnewWhereNothingIsLeft() throws {
        try withTemporaryFolder { folder in
            try save(Array("{\"step\"".utf8), at: folder + "/cut")
            for (path, offset) in [(folder + "/gone", 500), (folder + "/cut", 0)] {
                var file = try MetricsFile(appendingTo: path, at: offset)
                #expect(file.offset == 0)
                try file.append(JSONLine())
                #expect(try load(path) == Array("{}\n".utf8))
            }
        }
    }

    @Test func refusesWhatIsNotTheRunsOwn() throws {
        try withTemporaryFolder { folder in
            let line = Array("{}\n{}\n".utf8)
            try save(line, at: folder + "/m")
            try FileManager.default.createDirectory(atPath: folder + "/d", withIntermediateDirectories: false)
            try FileManager.default.createSymbolicLink(atPath: folder + "/link", withDestinationPath: folder + "/m")
            let restore = "\n  fix: restore the original file, or move it away to continue with an empty file"
            let access =
                "\n  fix: make sure that the disk has space and the file is writable, then resume the run"
            for (name, offset, expected) in [
                ("m", 7, "m: has 6 bytes, but had 7 when the checkpoint was written" + restore),
                ("m", 4, "m: no entry ends at byte 4, where one ended when the checkpoint was written" + restore),
                (
                    "d", 0,
                    "d: is a directory, but a regular file was expected\n  fix: remove it to continue with an empty file"
                ),
                (
                    "link", 3,
                    "link: is a symbolic link, but a regular file was expected\n  fix: replace it by its target, or remove it to"
                        + " continue with an empty file"
                ),
            ] {
                let path = "\(folder)/\(name)"
                #expect(message(inside: folder) { _ = try MetricsFile(appendingTo: path, at: offset) } == expected)
            }
            #expect(
                message(inside: folder) { _ = try MetricsFile(creating: folder + "/m") }
                    == "m: exists already\n  fix: choose another folder for the run, or resume the run in it")
            #expect(
                message(inside: folder) { _ = try MetricsFile(creating: folder + "/none/m") }
                    == "none/m: creating the file: No such file or directory; the file's content is unchanged" + access)
            #expect(
                message(inside: folder) { _ = try MetricsFile(appendingTo: "/dev/full", at: 0) }
                    == "/dev/full: is a device, but a regular file was expected\n  fix: remove it to continue with an empty file"
            )
            #expect(try load(folder + "/m") == line)
        }
    }

    /// A stranger's run could hold a hard link to any of the user's files.
    @Test func leavesAFileThatHasASecondName() throws {
        try withTemporaryFolder { folder in
            try save(Array("text".utf8), at: folder + "/thesis")
            try FileManager.default.linkItem(atPath: folder + "/thesis", toPath: folder + "/m")
            #expect(
                message(inside: folder) { _ = try MetricsFile(appendingTo: folder + "/m", at: 0) }
                    == "m: is a hard link: another path names the same file, and training would write to that too"
                    + "\n  fix: replace it with a copy: cp FILE COPY && mv COPY FILE")
            #expect(try load(folder + "/thesis") == Array("text".utf8))
        }
    }

    /// A disk that fills up in the middle of a line, played by the limit on the size of a file. In a process of its own,
    /// for the limit holds for all of it. The first write is short, the second fails.
    @Test func keepsWholeLinesWhenTheDiskFillsUp() async {
        await #expect(processExitsWith: .success) {
            signal(SIGXFSZ, SIG_IGN)
            try withTemporaryFolder { folder in
                var file = try MetricsFile(creating: folder + "/m")
                try file.append(JSONLine())
                for limit in [rlim_t(10), 1000] {
                    var limits = rlimit(rlim_cur: limit, rlim_max: 1000)
                    try #require(setrlimit(__rlimit_resource_t(RLIMIT_FSIZE.rawValue), &limits) == 0)
                    let said = message(inside: folder) { try file.append(LogFixture.line(1)) }
                    #expect(
                        said
                            == (limit == 1000
                                ? ""
                                : "m: appending: File too large; the file's content is unchanged"
                                    + "\n  fix: make sure that the disk has space and the file is writable, then resume the run")
                    )
                    #expect(file.offset == (try load(folder + "/m").count))
                }
                #expect(try load(folder + "/m") == Array("{}\n\(LogFixture.line(1).text)\n".utf8))
            }
        }
    }
}
