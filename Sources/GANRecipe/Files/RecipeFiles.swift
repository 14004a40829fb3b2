import GANCore

/// The source of recipe files: the file system or memory.
package protocol RecipeFiles: Sendable {
    /// Reads at most `limit` bytes of a file. If `isParent`, the file must be a regular file.
    func read(_ path: String, atMost limit: Int, isParent: Bool) throws(RecipeFileError) -> RecipeFileContent
    /// Names of the entries of a folder; empty if it cannot be read.
    func names(inFolder path: String) -> [String]
    /// A value that is equal for two paths of the same file; nil if there is no such file.
    func identity(_ path: String) -> String?
}

package struct RecipeFileContent {
    package var bytes: [UInt8]
    /// A value that is equal for two paths of the same file.
    package var identity: String
    /// Whether it is a plain file, and not a pipe.
    package var isPlain: Bool

    package init(bytes: [UInt8], identity: String, isPlain: Bool = true) {
        (self.bytes, self.identity, self.isPlain) = (bytes, identity, isPlain)
    }
}

package enum RecipeFileError: Error {
    case missing
    case folder
    /// The path is not a regular file, which is required.
    case special
    /// The system's message, such as "Permission denied".
    case unreadable(String)
}

/// Recipes in memory, by path.
package struct MemoryRecipeFiles: RecipeFiles {
    private let files: [String: [UInt8]]
    /// Reads all other paths.
    private let others: (any RecipeFiles)?

    package init(_ files: [String: [UInt8]], others: (any RecipeFiles)? = nil) {
        self.files = Dictionary(files.map { (PathText.simplified($0.key), $0.value) }) { first, _ in first }
        self.others = others
    }

    /// The recipe in a run's folder, and nothing of any other file. In a resolved recipe, a reference to a variable that is not set stays as
    /// it is.
    package init(ofRun path: String, _ bytes: [UInt8]) {
        self.init([path: bytes, PathText.joined(PathText.folder(of: path), RunPaths.manifestName): []])
    }

    package func read(
        _ path: String, atMost limit: Int, isParent: Bool
    ) throws(RecipeFileError) -> RecipeFileContent {
        if let bytes = files[PathText.simplified(path)], let identity = identity(path) {
            return RecipeFileContent(bytes: Array(bytes.prefix(limit)), identity: identity)
        }
        guard let others else { throw .missing }
        return try others.read(path, atMost: limit, isParent: isParent)
    }

    package func names(inFolder path: String) -> [String] {
        let folder = PathText.folder(of: PathText.simplified(path + "/x"))
        let names = files.keys.filter { PathText.folder(of: $0) == folder }.map(PathText.name)
        return names + (others?.names(inFolder: path) ?? [])
    }

    package func identity(_ path: String) -> String? {
        let simple = PathText.simplified(path)
        return files[simple] == nil ? others?.identity(path) : "memory:\(simple)"
    }
}
