import Foundation
import GANCore
import GANMetrics

/// A shared library with components that the program has loaded.
package struct PluginFile: Hashable, Sendable {
    /// The path as the user named it.
    package let path: String
    /// Hash of the content: 32 hexadecimal digits.
    package let checksum: String

    package init(path: String, checksum: String) { (self.path, self.checksum) = (path, checksum) }

    /// - Throws: an error of the system if the file cannot be read.
    package init(reading path: String) throws {
        var hash = StreamHash()
        hash.add([UInt8](try Data(contentsOf: URL(fileURLWithPath: path))))
        self.init(path: path, checksum: hash.text)
    }

    /// The name without folders, for comparing plugins of two machines or folders.
    var name: String { URL(fileURLWithPath: path).lastPathComponent }
}

/// The plugins that the program has loaded for a training.
package struct LoadedPlugins: Sendable {
    package let files: [PluginFile]
    /// Whether a run may be resumed although the content of its plugins changed.
    package let mayHaveChanged: Bool

    package init(_ files: [PluginFile] = [], mayHaveChanged: Bool = false) {
        (self.files, self.mayHaveChanged) = (files, mayHaveChanged)
    }
}

/// A plugin whose content is not that with which a run was trained.
struct PluginChange: Hashable {
    let before: PluginFile
    /// The loaded plugins that may have taken its place.
    let now: [PluginFile]

    /// The plugins of a run that are not loaded with the same content, while plugins are loaded that the run did not have.
    ///
    /// A plugin is recognized by its content, so that it may be moved. A run of an older program has no checksums, and nothing
    /// is compared.
    static func all(since manifest: RunManifest, _ loaded: [PluginFile]) -> [PluginChange] {
        let known = manifest.pluginFiles
        let fresh = loaded.filter { file in !known.contains { $0.checksum == file.checksum } }
        return known.filter { file in !loaded.contains { $0.checksum == file.checksum } }.compactMap { before in
            let namesakes = fresh.filter { $0.name == before.name }
            let now = namesakes.isEmpty ? fresh : namesakes
            return now.isEmpty ? nil : PluginChange(before: before, now: now)
        }
    }

    /// "mine.so: 0123456789ab → fedcba987654". Paths of run.json may come from a stranger.
    var text: String {
        let (path, others) = (Self.shown(before.path), now.filter { $0.name != before.name })
        let names = now.map { other in
            (others.contains(other) ? "\(Self.shown(other.path)): " : "") + Self.shown(other.checksum, 12)
        }
        return "\(path): \(Self.shown(before.checksum, 12)) → \(names.joined(separator: ", "))"
    }

    private static func shown(_ text: String, _ count: Int = 200) -> String {
        String(text.onOneLine.prefix(count))
    }
}
