import GANTrain
import Testing

@Suite struct EventFileTests {
    /// RFC 3720, appendix B.4, and the check value of the catalog of CRCs.
    @Test(
        arguments: [
            ([UInt8](repeating: 0, count: 32), 0x8A91_36AA), ([UInt8](repeating: 0xFF, count: 32), 0x62A8_AB43),
            (Array(0..<32), 0x46DD_794E), (Array((0..<32).reversed()), 0x113F_DB5C),
            (Array("123456789".utf8), 0xE306_9283),
            ([], 0),
        ] as [([UInt8], UInt32)])
    func checksumsAreThePublishedOnes(_ bytes: [UInt8], _ expected: UInt32) {
        #expect(CRC32C.checksum(bytes) == expected)
    }

    /// The bytes that TensorBoard reads back in Tests/Interoperation/run_logs.py.
    @Test func writesWhatTensorBoardReads() throws {
        try withTemporaryFolder { folder in
            var file = try EventFile(creating: folder + "/e", time: LogFixture.time(0))
            for tick in 0..<3 { try append(tick, to: &file) }
            #expect(try load(folder + "/e") == load(LogFixture.folder + LogFixture.events))
            #expect(file.offset == (try load(folder + "/e").count))
        }
    }

    /// Wherever a later event was cut off.
    @Test func resumesAsIfNeverInterrupted() throws {
        let whole = try load(LogFixture.folder + LogFixture.events)
        try withTemporaryFolder { folder in
            var file = try EventFile(creating: folder + "/e", time: LogFixture.time(0))
            try append(0, to: &file)
            for left in stride(from: file.offset, through: whole.count, by: 7) {
                try save(Array(whole.prefix(left)), at: folder + "/e")
                var resumed = try EventFile(appendingTo: folder + "/e", at: file.offset, time: 0)
                for tick in 1..<3 { try append(tick, to: &resumed) }
                #expect(try load(folder + "/e") == whole)
            }
        }
    }

    @Test func beginsAnewWhereNothingIsLeft() throws {
        let whole = try load(LogFixture.folder + LogFixture.events)
        try withTemporaryFolder { folder in
            try save(whole, at: folder + "/cut")
            for (path, offset) in [(folder + "/gone", 500), (folder + "/cut", 0)] {
                var file = try EventFile(appendingTo: path, at: offset, time: LogFixture.time(0))
                for tick in 0..<3 { try append(tick, to: &file) }
                #expect(try load(path) == whole)
            }
        }
    }

    /// The file of another run, or one changed since, is left alone.
    @Test func refusesToCutARecord() throws {
        let whole = try load(LogFixture.folder + LogFixture.events)
        try withTemporaryFolder { folder in
            var damaged = whole
            damaged[8] ^= 1
            for (bytes, offset) in [(whole, 50), (whole, -1), (damaged, whole.count)] {
                try save(bytes, at: folder + "/e")
                #expect(
                    message(inside: folder) { _ = try EventFile(appendingTo: folder + "/e", at: offset, time: 0) }
                        == "e: no entry ends at byte \(offset), where one ended when the checkpoint was written"
                        + "\n  fix: restore the original file, or move it away to continue with an empty file")
                #expect(try load(folder + "/e") == bytes)
            }
        }
    }

    private func append(_ tick: Int, to file: inout EventFile) throws {
        try file.append(LogFixture.summary(tick), step: LogFixture.step(tick), time: LogFixture.time(tick))
    }
}
