import Foundation
import GANCore
import GANRecipe
import GANTrain

/// The file run.json of a run folder. On one machine its content is the same after each start of the run.
package struct RunManifest: Codable, Sendable {
    /// The format that is written now. Files without `format` have format 0, which has the same keys.
    package static let currentFormat = 1

    package private(set) var format = currentFormat
    /// The recipe as the user named it; nil for imported networks, like the following properties.
    package var recipe: String?
    package var overrides: [String]?
    package var seed: Int?
    package var program: String?
    /// The commit that the program was built from, followed by ` modified` if its sources differed.
    package var commit: String?
    package var dataFingerprint: String?
    package var processor: String?
    /// Where tensors were computed, if not by this program's own kernels on the processor: `PyTorch 2.13.0, cuda:0`.
    package var device: String?
    package var threads: Int?
    /// Files that networks were imported from; nil for a trained run.
    package var imported: [String]?
    package private(set) var plugins: [String] = []
    /// Hash of each plugin's content, by path; nil without plugins, and in runs of older programs.
    private var pluginChecksums: [String: String]?
    /// What the run's recipe names of each plugin, by path; nil in runs of older programs.
    private var pluginUses: [String: [String]]?
    package var data: DatasetInfoFile

    /// - Parameters:
    ///   - plugins: those that the program has loaded.
    ///   - recipe: that of the run; nil for imported networks.
    package init(data: DatasetInfoFile, plugins files: [PluginFile], recipe: CheckedRecipe? = nil) {
        (self.data, plugins) = (data, files.map(\.path))
        let checksums = Dictionary(files.map { ($0.path, $0.checksum) }) { _, last in last }
        pluginChecksums = checksums.isEmpty ? nil : checksums
        guard let recipe, !files.isEmpty else { return }
        pluginUses = Dictionary(files.map { ($0.path, recipe.names(of: $0)) }) { _, last in last }
    }

    /// Whether the run uses something of a plugin, as far as run.json says.
    func uses(_ plugin: PluginFile) -> Bool { pluginUses?[plugin.path].map { !$0.isEmpty } ?? true }

    /// The plugins whose checksum is known.
    var pluginFiles: [PluginFile] {
        plugins.compactMap { path in pluginChecksums?[path].map { PluginFile(path: path, checksum: $0) } }
    }

    private enum CodingKeys: String, CodingKey {
        case format, recipe, overrides, seed, program, commit, processor, device, threads, imported, plugins, data
        case dataFingerprint = "data_fingerprint"
        case pluginChecksums = "plugin_checksums"
        case pluginUses = "plugin_uses"
    }

    package init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        format = try values.decodeIfPresent(Int.self, forKey: .format) ?? 0
        guard (0...Self.currentFormat).contains(format) else {
            throw DecodingError.dataCorruptedError(
                forKey: .format, in: values,
                debugDescription:
                    "\(format) is newer than the formats that this program reads (up to \(Self.currentFormat))")
        }
        recipe = try values.decodeIfPresent(String.self, forKey: .recipe)
        overrides = try values.decodeIfPresent([String].self, forKey: .overrides)
        seed = try values.decodeIfPresent(Int.self, forKey: .seed)
        program = try values.decodeIfPresent(String.self, forKey: .program)
        commit = try values.decodeIfPresent(String.self, forKey: .commit)
        dataFingerprint = try values.decodeIfPresent(String.self, forKey: .dataFingerprint)
        processor = try values.decodeIfPresent(String.self, forKey: .processor)
        device = try values.decodeIfPresent(String.self, forKey: .device)
        threads = try values.decodeIfPresent(Int.self, forKey: .threads)
        imported = try values.decodeIfPresent([String].self, forKey: .imported)
        plugins = try values.decode([String].self, forKey: .plugins)
        pluginChecksums = try values.decodeIfPresent([String: String].self, forKey: .pluginChecksums)
        pluginUses = try values.decodeIfPresent([String: [String]].self, forKey: .pluginUses)
        data = try values.decode(DatasetInfoFile.self, forKey: .data)
        format = Self.currentFormat
    }

    /// The content of the file.
    package func text() throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        return String(decoding: try encoder.encode(self), as: UTF8.self) + "\n"
    }
}

// MARK: - Reading

extension RunManifest {
    /// - Parameter folder: the run folder as the user named it.
    /// - Throws: `RunError`.
    package init(of contents: RunContents, folder: String) throws {
        let path = contents.paths.manifest
        let text: [UInt8]
        do throws(UnreadableFile) { text = try RunContents.read(path, limit: RunContents.largestJSON) } catch {
            throw RunError.unfit(
                "\(folder) is not a run folder: its \(RunPaths.manifestName) cannot be read: \(error.reason)"
                    + "\n  fix: give the run folder that `ganzoo train` printed")
        }
        do { self = try JSONDecoder().decode(RunManifest.self, from: Data(text)) } catch {
            throw RunError.failed(
                "\(path): \(Self.reason(error).escapingControls)\n  fix: restore it from a copy of the run")
        }
    }

    private static func reason(_ error: any Error) -> String {
        switch error {
        case DecodingError.keyNotFound(let key, let context):
            "`\((context.codingPath + [key]).map(\.stringValue).joined(separator: "."))` is missing"
        case DecodingError.dataCorrupted(let context), DecodingError.typeMismatch(_, let context),
            DecodingError.valueNotFound(_, let context):
            (context.codingPath.isEmpty ? "" : "`\(context.codingPath.map(\.stringValue).joined(separator: "."))`: ")
                + context.debugDescription
        default: "\(error)"
        }
    }
}
