import Foundation
import GANCore
import GANModule

/// Where a run's files go.
struct RunFolder {
    let path: String

    /// Makes the folder.
    /// - Throws: `CommandFailure` when it cannot, or when it holds something already.
    init(_ path: String) throws {
        self.path = path
        do {
            try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
            guard try FileManager.default.contentsOfDirectory(atPath: path).isEmpty else {
                throw CommandFailure.failed("\(path) is not empty; name another folder with --run")
            }
        } catch let failure as CommandFailure {
            throw failure
        } catch {
            throw CommandFailure.failed("cannot make the folder \(path): \(TextFile.reason(error))")
        }
    }

    /// `runs/noisy_twins-1795000000`.
    static func defaultPath(recipe: String) -> String {
        let name = URL(fileURLWithPath: recipe).deletingPathExtension().lastPathComponent
        let time = Int(Date().timeIntervalSince1970)
        return "runs/\(name)-\(time)"
    }

    func write(_ text: String, as name: String) throws { try TextFile.write(text, to: "\(path)/\(name)") }

    /// Every parameter and buffer of every component.
    func writeWeights(_ composition: Composition) throws {
        var writer = SafetensorsWriter()
        for (prefix, module) in composition.modules { module.addState(to: &writer, prefix: prefix + ".") }
        do { try writer.write(to: "\(path)/weights.safetensors") } catch { throw CommandFailure.failed("\(error)") }
    }
}
