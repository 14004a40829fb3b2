import GANCore
import GANImport
import GANMetrics
import GANModule
import GANRun

extension FuzzedParser {
    static let tensors = [
        FuzzedParser("safetensors", file: "a.safetensors") { path in
            let file = try SafetensorsFile(path: path)
            for entry in file.entries.prefix(mostTensors) {
                _ = try file.bytes(of: entry.name)
                _ = try file.checksum(of: entry.name)
                _ = try? file.tensor(entry.name)
            }
        },
        FuzzedParser("features", file: "a.safetensors") { path in
            _ = try Features(SafetensorsFile(path: path), name: "real")
        },
        FuzzedParser("pickle", file: "a.pkl", readForeign),
        FuzzedParser("torch-zip", file: "a.pth", readForeign),
    ]

    /// The tensors of a checkpoint may share their bytes, so that a small file has many.
    private static let mostTensors = 64

    private static func readForeign(_ path: String) throws {
        let checkpoint = try openForeignCheckpoint(path)
        for name in checkpoint.names.prefix(mostTensors) {
            _ = checkpoint.layout(of: name)
            _ = try checkpoint.bytes(of: name)
        }
        // Not every checkpoint has networks.
        _ = try? ImportedNetworks([path], []).recipe.text
    }
}
