import Foundation
import Testing

@testable import GANImport

/// Pickles that were made to do harm, and damaged ones: an error, and nothing executed. The reader has no way to look anything up
/// or to call it; what is tested is that it says so early, and that it neither traps nor runs away.
@Suite struct HostilePickleTests {
    private func said(_ body: [UInt8], limits: PickleLimits = PickleLimits()) -> String {
        do throws(PickleDefect) {
            _ = try PickleReader.read([0x80, 4] + body, limits: limits, allowing: TorchNames.allows)
            return "no error"
        } catch { return "byte \(error.offset): \(error.problem)" }
    }

    private func text(_ text: String) -> [UInt8] { [0x8C, UInt8(text.utf8.count)] + Array(text.utf8) }

    private func asked(_ name: String) -> String { "it refers to `\(name)`, which is not allowed in a checkpoint" }

    @Test(
        arguments: [
            ("posix", "system"), ("os", "system"), ("builtins", "eval"), ("builtins", "exec"), ("subprocess", "Popen"),
            ("builtins", "getattr"), ("torch", "load"), ("torch.storage", "_load_from_bytes.__globals__"),
            ("torch_utils.persistence", "import_hooks"), ("numpy", "load"), ("torch", "FloatStorage.__init__"),
        ]) func functionsThatAreNoPartOfACheckpoint(_ module: String, _ name: String)
    {
        let byLine = Array("c\(module)\n\(name)\n".utf8)
        #expect(said(byLine + text("id") + [0x85, 0x52, 0x2E]).hasSuffix(asked("\(module).\(name)")))
        #expect(said(text(module) + text(name) + [0x93, 0x2E]).hasSuffix(asked("\(module).\(name)")))
    }

    /// What was not named cannot be called, wherever it comes from.
    @Test func valuesAreNotCalled() {
        #expect(
            said(text("system") + text("id") + [0x85, 0x52, 0x2E]).contains("it calls a value that is not a function"))
        #expect(said([0x4B, 1, 0x29, 0x81, 0x2E]).contains("it calls a value that is not a function"))
        #expect(said([0x5D, 0x7D, 0x62, 0x2E]).contains("it sets the state of a value that is not an object"))
    }

    /// Instructions of old protocols that instantiate by themselves, and registered extensions.
    @Test(arguments: ["i", "o", "P", "\u{82}", "I", "S"]) func otherInstructions(_ code: Unicode.Scalar) {
        #expect(said([UInt8(code.value), 0x2E]) == "byte 2: instruction \(code.value) is unknown")
    }

    @Test func stacksThatEnd() {
        let problems = [
            "it reads a value from an empty stack": ["a", "s", "R", "b", "0", "\u{85}"],
            "it uses a value of an empty stack": ["2", "q\u{0}", "\u{94}"], "it has no mark": ["t", "e", "u"],
        ]
        for (problem, codes) in problems {
            for code in codes {
                let instruction = code.unicodeScalars.map { UInt8($0.value) }
                #expect(said(instruction + [0x4E, 0x2E]) == "byte \(2 + instruction.count): \(problem)", "\(code)")
            }
        }
        #expect(said([0x2E]) == "byte 3: it reads a value from an empty stack")
        #expect(said([0x68, 7, 0x4E, 0x2E]) == "byte 4: its memo has no entry 7")
    }

    @Test func lengthsBeyondTheEnd() {
        #expect(said([0x8D, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF]).contains("bytes are stated, but only"))
        #expect(said([0x8B, 0xFF, 0xFF, 0xFF, 0x7F, 1]).contains("bytes are stated, but only"))
    }

    // MARK: Bombs

    /// Many lists, each in the one before.
    @Test func deepNestingIsNoRecursion() {
        let depth = 400_000
        let body = [UInt8](repeating: 0x5D, count: depth) + [UInt8](repeating: 0x61, count: depth - 1) + [0x2E]
        #expect(said(body) == "no error")
    }

    /// Marks and copies make no value, and still take memory.
    @Test(arguments: [0x28, 0x32] as [UInt8]) func tooManyMarksAndCopies(_ code: UInt8) {
        let body = [0x4E] + [UInt8](repeating: code, count: 1_000_001) + [0x2E]
        #expect(said(body).contains("its memo exceeds the limit for checkpoints"))
    }

    @Test func tooManyValues() {
        let body = [UInt8](repeating: 0x4E, count: 400_001) + [0x2E]
        #expect(said(body).contains("more than 400000 values"))
    }

    /// A short loop that puts one value into a list again and again.
    @Test func tooManyReferences() {
        var limits = PickleLimits()
        limits.references = 1000
        // In parts, of which none is too deep for the stack.
        let part: [UInt8] = [0x28] + (0..<600).map { $0 % 2 == 0 ? 0x68 : 0 } + [0x65]
        let start: [UInt8] = [0x4E, 0x71, 0, 0x30, 0x5D]
        func said(_ parts: Int) -> String {
            let body = start + [[UInt8]](repeating: part, count: parts).joined() + [0x2E]
            return self.said(body, limits: limits)
        }
        #expect(said(3) == "no error")
        #expect(said(4).hasSuffix("its lists have more than 1000 values, the limit for checkpoints"))
    }

    @Test func tooMuchText() {
        var limits = PickleLimits()
        limits.textBytes = 1000
        let texts = (0..<20).flatMap { _ -> [UInt8] in text(String(repeating: "a", count: 100)) + [0x30] }
        #expect(said(texts + [0x4E, 0x2E], limits: limits).contains("MiB of text"))
    }

    @Test func memosUnderHugeNumbers() {
        #expect(said([0x4E, 0x72, 0xFF, 0xFF, 0xFF, 0xFF, 0x6A, 0xFF, 0xFF, 0xFF, 0xFF, 0x2E]) == "no error")
    }

    // MARK: References that lead on and on

    private func global(_ name: String) -> [UInt8] {
        let parts = name.split(separator: "/")
        return Array("c\(parts[0])\n\(parts[1])\n".utf8)
    }

    private func opened(_ body: [UInt8]) throws -> String {
        let folder = try TemporaryFolder()
        try Data([0x80, 4] + body + [0x2E]).write(to: URL(fileURLWithPath: "\(folder.path)/x.pkl"))
        do {
            _ = try TorchCheckpoint(path: "\(folder.path)/x.pkl")
            return "no error"
        } catch { return "\(error)" }
    }

    /// A parameter of a parameter of a parameter: no recursion follows.
    @Test func wrappedParametersAreNotFollowed() throws {
        let depth = 100_000
        let body =
            global("torch._utils/_rebuild_parameter") + [0x71, 0, 0x30]
            + [UInt8](repeating: 0x68, count: 2 * depth).enumerated()
            .map { $0.offset % 2 == 0 ? 0x68 : 0 } + [0x29] + (0..<depth).flatMap { _ in [0x85, 0x52] as [UInt8] }
        #expect(try opened(body).contains("it contains no tensor"))
    }

    /// Twenty levels of arguments, each of which has the next three hundred times.
    @Test func argumentsAreNotFollowedForEver() throws {
        func easy(_ entries: [UInt8]) -> [UInt8] {
            global("dnnlib.util/EasyDict") + [0x29, 0x81, 0x28] + entries + [0x75]
        }
        var body = easy(text("a") + [0x4B, 1]) + [0x71, 0]
        for level in 1..<20 as Range<UInt8> {
            body += [0x30] + easy((0..<300).flatMap { text("\($0)") + [0x68, level - 1] }) + [0x71, level]
        }
        let state = [0x7D, 0x28] + text("_init_kwargs") + [0x68, 19, 0x75]
        let meta = easy(text("class_name") + text("G") + text("state") + state)
        body += [0x30] + global("torch_utils.persistence/_reconstruct_persistent_obj") + [0x28] + meta + [0x74, 0x52]
        #expect(try opened(body).contains("it has more references than any checkpoint"))
    }

    // MARK: Damage

    /// Bytes changed, cut off and doubled in real files: read or refused, never a trap.
    @Test(arguments: TorchCheckpointTests.files) func damagedFiles(_ file: String) throws {
        let folder = try TemporaryFolder()
        let whole = [UInt8](try Data(contentsOf: URL(fileURLWithPath: "\(TorchCheckpointTests.folder)/\(file)")))
        var state: UInt64 = 1
        func random(_ bound: Int) -> Int {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int(state >> 33) % bound
        }
        let path = "\(folder.path)/x.pth"
        for attempt in 0..<300 {
            var bytes = whole
            switch attempt % 3 {
            case 0: for _ in 0...random(4) { bytes[random(bytes.count)] = UInt8(random(256)) }
            case 1: bytes.removeLast(random(bytes.count))
            default:
                let start = random(bytes.count)
                bytes.insert(contentsOf: bytes[start..<min(start + 20, bytes.count)], at: random(bytes.count))
            }
            try Data(bytes).write(to: URL(fileURLWithPath: path))
            guard let checkpoint = try? TorchCheckpoint(path: path) else { continue }
            for name in checkpoint.names { _ = try? checkpoint.values(of: name) }
        }
    }
}
