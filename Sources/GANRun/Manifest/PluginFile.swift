import Foundation
import GANCore
import GANMetrics
import GANRecipe
import Synchronization

/// A shared library with components that the program has loaded.
package struct PluginFile: Hashable, Sendable {
    /// The path as the user named it.
    package let path: String
    /// Hash of the content: 32 hexadecimal digits.
    package let checksum: String
    /// What recipes can name of it: its components, modules and sections.
    package let names: Set<String>

    package init(path: String, checksum: String, names: Set<String> = []) {
        (self.path, self.checksum, self.names) = (path, checksum, names)
    }

    /// - Throws: an error of the system if the file cannot be read.
    package init(reading path: String) throws {
        var hash = StreamHash()
        hash.add([UInt8](try Data(contentsOf: URL(fileURLWithPath: path))))
        self.init(path: path, checksum: hash.text, names: Self.loaded.withLock { $0[path] ?? [] })
    }

    /// The name without folders, for comparing plugins of two machines or folders.
    var name: String { URL(fileURLWithPath: path).lastPathComponent }

    // MARK: The libraries of this process

    private static let loaded = Mutex<[String: Set<String>]>([:])

    /// Remembers a library that this process has loaded; it stays loaded.
    /// - Parameter names: what recipes can name of it.
    package static func noteLoaded(_ path: String, names: [String]) { loaded.withLock { $0[path] = Set(names) } }

    /// The libraries that this process has loaded, sorted by path, without those that can no longer be read.
    static var ofProcess: [PluginFile] {
        loaded.withLock { $0.keys.sorted() }.compactMap { try? PluginFile(reading: $0) }
    }
}

extension CheckedRecipe {
    /// The names of a plugin that the weights can depend on: keys and values of the recipe equal to them, except those of
    /// `evaluate`. Metrics and feature extractors only measure.
    func names(of plugin: PluginFile) -> [String] {
        let measures = ["about", EvaluateSection.name]
        let used = resolved.entries.reduce(into: Set<String>()) { words, entry in
            words.insert(entry.key)
            if !measures.contains(entry.key) { entry.value.addWords(to: &words) }
        }
        return plugin.names.intersection(used).sorted()
    }
}

extension RecipeNode {
    /// Adds all scalars of the tree.
    fileprivate func addWords(to words: inout Set<String>) {
        switch content {
        case .scalar(let text, _): words.insert(text)
        case .list(let items): for item in items { item.addWords(to: &words) }
        case .map(let entries): for entry in entries { entry.value.addWords(to: &words) }
        }
    }
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
    /// A plugin is recognized by its content, so that it may be moved. One of which the run uses nothing does not count. A run of an
    /// older program has no checksums, and nothing is compared.
    static func all(since manifest: RunManifest, _ loaded: [PluginFile]) -> [PluginChange] {
        changes(since: manifest, loaded) { manifest.uses($0) }
    }

    /// The plugins of which the run uses nothing, and that changed.
    static func unused(since manifest: RunManifest, _ loaded: [PluginFile]) -> [PluginChange] {
        changes(since: manifest, loaded) { !manifest.uses($0) }
    }

    private static func changes(
        since manifest: RunManifest, _ loaded: [PluginFile], where isWanted: (PluginFile) -> Bool
    ) -> [PluginChange] {
        let known = manifest.pluginFiles
        let fresh = loaded.filter { file in !known.contains { $0.checksum == file.checksum } }
        let gone = known.filter { file in !loaded.contains { $0.checksum == file.checksum } }
        return gone.filter(isWanted).compactMap { before in
            let namesakes = fresh.filter { $0.name == before.name }
            // Another plugin that is new does not stand in for one that has a namesake of its own.
            let others = fresh.filter { file in !gone.contains { $0 != before && $0.name == file.name } }
            let now = namesakes.isEmpty ? others : namesakes
            return now.isEmpty ? nil : PluginChange(before: before, now: now)
        }
    }

    /// Whether a file with the same path is loaded.
    var isOfSameFile: Bool { now.contains { $0.path == before.path } }

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
