import Foundation
import GANTestSupport
import Testing

/// Images that are made to take memory and time.
@Suite struct HostileImageTests {
    /// 60 compressed texts of 15 MiB in a PNG of 6 MB. Kept, they took 950 MB and seconds; the program itself takes 34 MB.
    ///
    /// In a process of its own: the peak of a process counts that of the one which started it.
    @Test(.measuresMemory) func compressedTextInAPNGIsNotUnpacked() async {
        await #expect(processExitsWith: .success) {
            let place = try Workplace()
            let images = place.path("images")
            try FileManager.default.createDirectory(atPath: images, withIntermediateDirectories: false)
            let text = PNGBuilder.chunk("zTXt", Array("key\0\0".utf8) + ZlibBuilder.stream(ofLetters: 15 << 20))
            let png = PNGBuilder.grayImage(with: [[UInt8]](repeating: text, count: 60).flatMap(\.self))
            try Data(png).write(to: URL(fileURLWithPath: "\(images)/a.png"))
            let check = try MeasuredProgram.run(["data", "check", images])
            #expect(check.status == 0)
            #expect(check.peakMemory < 300 << 20, "\(check.peakMemory)")
        }
    }
}

/// `ganzoo` and the most memory that it took.
private struct MeasuredProgram {
    let status: Int32
    /// Bytes.
    let peakMemory: Int

    /// What it prints goes nowhere.
    static func run(_ arguments: [String]) throws -> MeasuredProgram {
        let path = Program.products.appending(path: "ganzoo").path
        var words = ([path] + arguments).map { strdup($0) } + [nil]
        defer { for word in words { free(word) } }
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        for descriptor in [STDOUT_FILENO, STDERR_FILENO] {
            posix_spawn_file_actions_addopen(&actions, descriptor, "/dev/null", O_WRONLY, 0)
        }
        var process = pid_t()
        try #require(posix_spawn(&process, path, &actions, nil, &words, environ) == 0)
        var (status, usage) = (Int32(0), rusage())
        try #require(wait4(process, &status, 0, &usage) == process)
        return MeasuredProgram(status: status, peakMemory: usage.ru_maxrss * 1024)
    }
}

/// Files of PNG (W3C, Portable Network Graphics) as no honest program writes them.
enum PNGBuilder {
    /// One gray pixel, after `chunks`.
    static func grayImage(with chunks: [UInt8]) -> [UInt8] {
        let header = bigEndian(1) + bigEndian(1) + [8, 0, 0, 0, 0]
        // A stored block of a filter byte and a pixel, and the Adler-32 of both.
        let pixels: [UInt8] = [0x78, 0x01, 0x01, 0x02, 0x00, 0xFD, 0xFF, 0x00, 0x80, 0x00, 0x82, 0x00, 0x81]
        return [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A] + chunk("IHDR", header) + chunks
            + chunk("IDAT", pixels) + chunk("IEND", [])
    }

    static func chunk(_ type: String, _ content: [UInt8]) -> [UInt8] {
        let named = Array(type.utf8) + content
        return bigEndian(UInt32(content.count)) + named + bigEndian(CRC32.of(named))
    }

    private static func bigEndian(_ value: UInt32) -> [UInt8] {
        (0..<4).map { UInt8(truncatingIfNeeded: value >> (24 - 8 * $0)) }
    }
}

enum ZlibBuilder {
    /// A stream (RFC 1950) of so many letters A, a multiple of 258 or a few less: in one block of fixed codes (RFC 1951, 3.2.6) a letter
    /// and then repetitions of 258.
    static func stream(ofLetters count: Int) -> [UInt8] {
        var bits: [UInt8] = [1, 1, 0]
        func add(_ code: Int, _ length: Int) {
            for bit in (0..<length).reversed() { bits.append(UInt8(code >> bit & 1)) }
        }
        add(0x30 + 0x41, 8)
        let repetitions = (count - 1) / 258
        for _ in 0..<repetitions {
            add(0b1100_0101, 8)
            add(0, 5)
        }
        add(0, 7)
        let bytes = stride(from: 0, to: bits.count, by: 8).map { start in
            bits[start..<min(start + 8, bits.count)].enumerated().reduce(UInt8(0)) { $0 | $1.element << $1.offset }
        }
        return [0x78, 0xDA] + bytes + adler32(letters: repetitions * 258 + 1)
    }

    private static func adler32(letters count: Int) -> [UInt8] {
        let low = (1 + 65 * count) % 65521
        let high = (count + 65 * (count * (count + 1) / 2)) % 65521
        return [high >> 8, high, low >> 8, low].map { UInt8(truncatingIfNeeded: $0) }
    }
}

enum CRC32 {
    /// Of ISO 3309, as PNG and state.json have it.
    static func of(_ bytes: [UInt8]) -> UInt32 {
        ~bytes.reduce(UInt32.max) { sum, byte in
            (0..<8).reduce(sum ^ UInt32(byte)) { value, _ in value >> 1 ^ (value & 1) * 0xEDB8_8320 }
        }
    }
}
