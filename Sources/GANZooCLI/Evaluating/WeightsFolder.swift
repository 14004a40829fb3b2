import Foundation
import GANModule
import GANRun

/// Where commands write weights of feature extractors.
enum WeightsFolder {
    /// A path in the first folder of the library.
    /// - Throws: `CommandFailure`.
    static func ownFile(of name: String) throws -> String {
        guard let folder = FeatureLibrary().folders.first else {
            throw CommandFailure.wrong(
                "ganzoo: no folder for the user's data was found\n  fix: name the file with --out")
        }
        return "\(folder)/\(name).safetensors"
    }

    /// Makes the folder of a path from `ownFile`.
    /// - Throws: `CommandFailure`.
    static func make(for path: String) throws {
        let folder = URL(fileURLWithPath: path).deletingLastPathComponent().path
        do { try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true) } catch {
            throw CommandFailure.failed("cannot make \(folder): \(error.systemReason)")
        }
    }
}
