import Foundation
import GANCore
import GANMetrics
import GANModule

/// The folders with weights of feature extractors.
package struct FeatureLibrary {
    /// The folders in the order of the search.
    package let folders: [String]
    private let refusal: Installation.Refusal?

    /// GANZOO_FEATURES; `ganzoo/features` among the user's data (XDG Base Directory Specification); the
    /// installation's.
    package init(
        _ installation: Installation = .current,
        environment: [String: String] = ProcessInfo.processInfo.environment
    ) {
        let named = environment["GANZOO_FEATURES"].flatMap { $0.isEmpty ? nil : $0 }
        refusal = installation.homeRefusal
        folders = [named, Self.own(environment), installation.features?.path].compactMap(\.self)
    }

    private static func own(_ environment: [String: String]) -> String? {
        if let data = environment["XDG_DATA_HOME"], data.hasPrefix("/") { return "\(data)/ganzoo/features" }
        return environment["HOME"].map { "\($0)/.local/share/ganzoo/features" }
    }

    /// The file of an extractor's weights; nil if there is none.
    package func found(_ name: String) -> String? {
        folders.map { "\($0)/\(name).safetensors" }.first { FileManager.default.fileExists(atPath: $0) }
    }

    /// The extractor and the file of weights that a user means.
    /// - Parameters:
    ///   - name: an extractor; or a file of weights, by its path or its name in the library, whose metadata name the extractor.
    ///   - weights: the file that the user named besides; nil for none.
    package func meaning(
        of name: String, weights: String?
    ) -> (choice: ComponentReference<any FeatureExtractor>, weights: String?) {
        let isExtractor = ComponentCatalog.linked.entry(.extractor, name) != nil
        guard !isExtractor, weights == nil,
            let path = FileManager.default.fileExists(atPath: name) ? name : found(name),
            let network = try? SafetensorsFile(path: path).metadata["network"],
            ComponentCatalog.linked.entry(.extractor, network) != nil
        else { return (ComponentReference(name), weights) }
        return (ComponentReference(network), path)
    }

    /// - Parameters:
    ///   - preparation: one of its image preparations; nil for its default.
    ///   - weights: the file that the user named; nil for the one of the library.
    ///   - data: of the images; `.unknown` if they are unknown.
    ///   - alternative: what else to do if there are no weights.
    /// - Throws: `RunError`.
    package func extractor(
        _ choice: ComponentReference<any FeatureExtractor>, preparation: String? = nil, weights: String? = nil,
        _ data: DatasetInfo = .unknown, alternative: String? = nil
    ) throws -> LoadedExtractor {
        do {
            _ = try choice.choice()
            try LoadedExtractor.check(preparation, of: choice)
        } catch { throw RunError.refused(error) }
        let needed = LoadedExtractor.weights(choice)
        let path = weights ?? found(choice.name)
        if let needed, path == nil { throw missing(choice.name, needed, alternative) }
        do {
            let file = needed == nil ? nil : try path.map { try SafetensorsFile(path: $0) }
            return try LoadedExtractor(choice, preparation: preparation, file, data)
        } catch { throw RunError.failed(error.words) }
    }

    private func missing(_ name: String, _ weights: ExtractorWeights, _ alternative: String?) -> RunError {
        let last = alternative.map { "\n  fix: \($0)" } ?? ""
        return .failed(
            "the weights of `\(name)` were not found in \(listedFolders)\n  fix: \(weights.advice)\(last)\(refusal?.lines ?? "")"
        )
    }

    var listedFolders: String { folders.isEmpty ? "any folder" : folders.joined(separator: ", ") }
}
