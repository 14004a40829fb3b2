import Foundation
import GANCore
import GANImport
import GANModule

/// A file of weights of another program: a PyTorch state dict (.pth, .pt), or safetensors.
package enum ForeignWeights {
    /// Calls `body` with the tensors as a safetensors file. Nothing in the file is executed. A temporary copy exists during the
    /// call if the file is of PyTorch.
    /// - Throws: `ImportError` or `SafetensorsError` if the file cannot be read; what `body` throws.
    package static func reading<Result>(_ path: String, _ body: (SafetensorsFile) throws -> Result) throws -> Result {
        let checkpoint = try openForeignCheckpoint(path)
        guard checkpoint.format != "safetensors" else { return try body(SafetensorsFile(path: path)) }
        let size = try SystemFile.status(of: path).size
        do throws(ImportDefect) { try checkpoint.check(checkpoint.names, fitIn: size) } catch {
            throw ImportError(path: path, problem: error.problem, fix: "use the file that the program wrote")
        }
        return try ScratchFolder.within { folder in
            let copy = folder.appending(path: "converted.safetensors").path
            var writer = SafetensorsWriter()
            for name in checkpoint.names {
                guard let (type, shape) = checkpoint.layout(of: name) else { continue }
                writer.add(name, type: type, shape: shape) { try checkpoint.bytes(of: name) }
            }
            try writer.write(to: copy)
            return try body(SafetensorsFile(path: copy))
        }
    }
}
