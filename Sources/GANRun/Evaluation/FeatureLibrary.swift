import Foundation
import GANMetrics
import GANModule

/// Where the weights of feature extractors lie.
package struct FeatureLibrary {
    /// In the order in which they are looked through.
    package let folders: [String]

    /// GANZOO_FEATURES; `ganzoo/features` among the user's data (XDG Base Directory Specification); the project's own.
    package init() {
        let environment = ProcessInfo.processInfo.environment
        let project = RecipeLibrary().folder?.deletingLastPathComponent().appendingPathComponent("features").path
        folders = [environment["GANZOO_FEATURES"].flatMap { $0.isEmpty ? nil : $0 }, Self.own(environment), project]
            .compactMap(\.self)
    }

    private static func own(_ environment: [String: String]) -> String? {
        if let data = environment["XDG_DATA_HOME"], data.hasPrefix("/") { return "\(data)/ganzoo/features" }
        return environment["HOME"].map { "\($0)/.local/share/ganzoo/features" }
    }

    package func found(_ name: ExtractorName) -> String? {
        folders.map { "\($0)/\(name.rawValue).safetensors" }.first { FileManager.default.fileExists(atPath: $0) }
    }

    /// - Parameters:
    ///   - weights: the file that the user named; nothing for that of the library.
    ///   - alternative: what else to do where there are no weights.
    /// - Throws: `RunError`.
    package func extractor(
        _ name: ExtractorName, weights: String?, _ mode: PreparationMode?, alternative: String? = nil
    ) throws -> any FeatureExtractor {
        guard let path = weights ?? found(name) else { throw missing(name, alternative) }
        do { return try name.extractor(SafetensorsFile(path: path), mode: mode) } catch {
            throw RunError.failed("\(error)")
        }
    }

    private func missing(_ name: ExtractorName, _ alternative: String?) -> RunError {
        let advice =
            name == .fashion
            ? "run `ganzoo features train`, or ganzoo from its project's folder"
            : "save the network's PyTorch state dict as safetensors, and run `ganzoo features import \(name.rawValue) FILE`"
        let last = alternative.map { "\n  fix: \($0)" } ?? ""
        return .failed("there are no weights of `\(name.rawValue)` in \(listedFolders)\n  fix: \(advice)\(last)")
    }

    private var listedFolders: String { folders.isEmpty ? "any folder" : folders.joined(separator: ", ") }
}
