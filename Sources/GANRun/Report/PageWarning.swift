import GANCore
import GANModule
import GANTrain

/// What is missing or damaged in a run, for a page that others may see.
///
/// An error quotes lines of files and has whole paths. So no error comes onto a page: a warning has names from the run's folder, and words of this program.
package struct PageWarning: Hashable, Sendable {
    package let text: String

    /// - Parameter text: words of this program, without anything from a file but names.
    init(_ text: String) { self.text = text }

    /// - Parameters:
    ///   - name: of a run, or of a file below the run's folder.
    ///   - problem: without a full stop. It is known before any file is read.
    package init(_ name: String, _ problem: StaticString) { text = "\(name): \(problem)" }

    /// - Parameter name: of a file below the run's folder.
    package init(_ name: String, _ error: UnreadableFile) { text = "\(name): \(error.reason)" }

    /// The warning of a folder that cannot be read as a run. Only errors of the folder itself are in words.
    /// - Parameters:
    ///   - run: the name that the page shows in place of the folder's path.
    ///   - folder: the path.
    package init(_ run: String, _ error: any Error, in folder: String) {
        switch error {
        case let error as RunFolderError: text = error.problem.replacing(folder, with: run)
        case let error as SystemError: text = "\(run): \(error.reason)"
        default: text = "\(run): it cannot be read"
        }
    }

    /// The warning beside those of other runs.
    func of(_ run: String) -> PageWarning { PageWarning("\(run): \(text)") }
}

extension RunContents {
    /// A path without that of the run's folder before it, which would tell of the machine.
    func name(of path: String) -> String {
        path.hasPrefix("\(paths.folder)/") ? String(path.dropFirst(paths.folder.count + 1)) : path.lastPathPart
    }
}
