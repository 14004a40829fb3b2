import Foundation
import GANCore
import GANModule
import Testing

@testable import GANImport

/// Checkpoints that PyTorch wrote (Tests/Reference/checkpoints.py), against the tensors that it held.
@Suite struct TorchCheckpointTests {
    static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appending(path: "Fixtures").path
    static let files = ["state.pth", "state_old.pth", "studio.pth", "network.pkl"]

    @Test(arguments: files) func holdsWhatPyTorchHeld(_ file: String) throws {
        let checkpoint = try TorchCheckpoint(path: "\(Self.folder)/\(file)")
        let expected = try SafetensorsFile(path: "\(Self.folder)/expected.safetensors")
        let entries = expected.entries.filter { $0.name.hasPrefix(file + ":") }
        #expect(!entries.isEmpty)
        for entry in entries {
            let name = String(entry.name.dropFirst(file.count + 1))
            let found = try #require(try checkpoint.values(of: name), "\(name)")
            #expect(found.type == entry.type && found.shape == entry.shape, "\(name)")
            #expect(found.bytes == (try expected.bytes(of: entry.name)), "\(name)")
        }
    }

    @Test func everyTensorIsListedOnce() throws {
        let names = try TorchCheckpoint(path: "\(Self.folder)/state.pth").names
        #expect(names.count == 11 && Set(names).count == 11)
    }

    /// Networks that were pickled with their classes say what they were made with.
    @Test func publishedNetworksTellTheirSettings() throws {
        let objects = try TorchCheckpoint(path: "\(Self.folder)/network.pkl").objects
        let generator = try #require(objects.first { $0.path == "G" })
        #expect(generator.className == "Generator")
        #expect(
            generator.settings == [
                "z_dim": .number(4), "img_resolution": .number(8), "mapping_kwargs.num_layers": .number(2),
            ])
        #expect(objects.map(\.path).contains("G_ema.synthesis"))
    }

    /// The options that a program was started with are read as data: numbers, texts, booleans and null, nested ones too. A
    /// namespace may also be made by a call with arguments, which then is not made.
    @Test func namespacesAreData() throws {
        let attributes = Pickle.dictionary([
            ("latent", Pickle.integer(20)), ("arch", Pickle.text("stylegan2")), ("wandb", [0x89]), ("ckpt", [0x4E]),
            ("__class__", Pickle.global("argparse/Namespace")),
            ("nested", Pickle.dictionary([("lr", Pickle.integer(2))])),
        ])
        let namespace = Pickle.global("argparse/Namespace") + [0x29, 0x81] + attributes + [0x62]
        let called = Pickle.called("argparse/Namespace", [Pickle.text("ignored")])
        let tensor = Pickle.tensor(Pickle.storage("0", "FloatStorage", 1), [1], [1])
        let content = Pickle.dictionary([("args", namespace), ("others", called), ("g.weight", tensor)])
        let folder = try TemporaryFolder()
        let path = "\(folder.path)/x.pt"
        try Data(Pickle.legacyFile(content, [("0", 1, [0, 0, 0x80, 0x3F])])).write(to: URL(fileURLWithPath: path))
        let checkpoint = try TorchCheckpoint(path: path)
        #expect(
            checkpoint.values(at: "args") == [
                "latent": .number(20), "arch": .text("stylegan2"), "wandb": .bool(false), "ckpt": .null,
                "nested.lr": .number(2),
            ])
        #expect(checkpoint.values(at: "others") == nil && checkpoint.values(at: "g") == nil)
        #expect(checkpoint.names == ["g.weight"])
    }

    @Test func whatIsNoCheckpointIsRefused() throws {
        let folder = try TemporaryFolder()
        func said(_ bytes: [UInt8]) throws -> String {
            let path = "\(folder.path)/x.pth"
            try Data(bytes).write(to: URL(fileURLWithPath: path))
            do {
                _ = try TorchCheckpoint(path: path)
                return "no error"
            } catch { return "\(error)".replacing(folder.path, with: "@") }
        }
        #expect(try said([]).hasPrefix("@/x.pth: at byte 0 it ends early\n  fix: "))
        #expect(try said(Array("hello".utf8)).hasPrefix("@/x.pth: at byte 1 it is not a pickle of protocol 2 to 5\n"))
        #expect(try said([0x80, 2, 0x7D, 0x2E]).hasPrefix("@/x.pth: it contains no tensor\n"))
        #expect(try said(Array("PK\u{3}\u{4}".utf8)).contains("it is not a readable zip file"))
    }
}

/// A folder for the length of a test.
final class TemporaryFolder {
    let path = FileManager.default.temporaryDirectory.path + "/ganzoo-import-" + UUID().uuidString

    init() throws { try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true) }

    deinit { try? FileManager.default.removeItem(atPath: path) }
}
