import CGANSupport
import Foundation
import Testing

/// The memory that a process may use in a container or a job: the files are those of Linux, in a folder of the test.
@Suite struct MemoryLimitTests {
    private let folder = FileManager.default.temporaryDirectory.appendingPathComponent("ganzoo-\(UUID().uuidString)")

    private func write(_ path: String, _ text: String) throws {
        let url = folder.appendingPathComponent(path)
        try FileManager.default.createDirectory(at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data(text.utf8).write(to: url)
    }

    private func limit(of groups: String) throws -> Int {
        try write("groups", groups)
        return Int(clamping: ganzoo_control_group_limit("\(folder.path)/groups", "\(folder.path)/root"))
    }

    @Test func theLeastLimitOfAGroupAndThoseAboveCounts() throws {
        try write("root/memory.max", "max\n")
        try write("root/jobs/memory.max", "3000\n")
        try write("root/jobs/one/memory.max", "5000\n")
        #expect(try limit(of: "0::/jobs/one\n") == 3000)
        #expect(try limit(of: "0::/jobs/other\n") == 3000)
        #expect(try limit(of: "0::/\n") == .max)
    }

    /// Version 1 has a folder and a line of its own for memory. A number near 2^63 means that there is no limit.
    @Test func theFirstVersionHasAFolderForMemory() throws {
        try write("root/memory/memory.limit_in_bytes", "9223372036854771712\n")
        try write("root/memory/jobs/memory.limit_in_bytes", "7000\n")
        try write("root/cpu/jobs/memory.limit_in_bytes", "1\n")
        #expect(try limit(of: "5:cpu:/jobs\n4:memory:/jobs\n0::/\n") == 7000)
        #expect(try limit(of: "4:memory:/elsewhere\n") == 9_223_372_036_854_771_712)
    }

    /// Controllers that are mounted together have one line, and one folder, named by their list; a link for each is usual.
    @Test(arguments: ["cpu,memory", "memory,cpu", "cpu,memory,pids"])
    func memoryMayBeInAListOfControllers(_ list: String) throws {
        try write("root/\(list)/jobs/memory.limit_in_bytes", "7000\n")
        #expect(try limit(of: "4:\(list):/jobs/one\n") == 7000)
        try write("root/memory/jobs/memory.limit_in_bytes", "6000\n")
        #expect(try limit(of: "4:\(list):/jobs\n") == 6000)
        #expect(try limit(of: "4:cpu,memory2,nomemory:/jobs\n3:name=memory:/jobs\n") == .max)
    }

    /// In a container the path may be that of the machine, and not be there.
    @Test func aPathThatIsNotThereEndsAtTheRoot() throws {
        try write("root/memory.max", "4000\n")
        #expect(try limit(of: "0::/system.slice/docker-1.scope\n") == 4000)
        #expect(try limit(of: "no colon\n:\n1:\n0::\n") == 4000)
    }

    @Test func thisProcessHasMemory() {
        #expect(ganzoo_memory() > 1 << 28)
        #expect(ganzoo_control_group_limit("\(folder.path)/none", folder.path) == .max)
    }
}
