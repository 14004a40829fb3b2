import Foundation

/// Finds PyTorch on this machine.
package enum TorchSearch {
    /// Names a folder with PyTorch.
    package static let variable = "GANZOO_TORCH"

    /// The folder that the user named, that of the environment, or that of `python3` on the path.
    /// - Parameter named: by the user; nil if he named none.
    /// - Throws: `TorchError` if there is none.
    package static func folder(named: String?) throws(TorchError) -> String {
        if let named { return named }
        if let folder = ProcessInfo.processInfo.environment[variable], !folder.isEmpty { return folder }
        if let folder = folderOfPython() { return folder }
        throw TorchError(
            problem:
                "no PyTorch was found: \(variable) names no folder, and python3 has no package torch",
            fix: .folder)
    }

    /// The folder of the libraries below `folder`, which may be the package's, its `lib`, or a folder of packages.
    static func libraries(in folder: String) throws(TorchError) -> String {
        for place in [folder, "\(folder)/lib", "\(folder)/torch/lib"]
        where FileManager.default.fileExists(atPath: "\(place)/libtorch_cpu.so") {
            return URL(fileURLWithPath: place).standardizedFileURL.path
        }
        throw TorchError(
            problem: "\(folder) has no libtorch_cpu.so",
            fix: .folder)
    }

    /// Where `python3` would import torch from. Nothing of the package is run.
    private static func folderOfPython() -> String? {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = [
            "python3", "-c",
            "import sys, importlib.util as u; s = u.find_spec('torch'); sys.stdout.write(s.submodule_search_locations[0] if s else '')",
        ]
        // Python looks for packages in the working folder first, which may hold files of a stranger.
        process.currentDirectoryURL = URL(fileURLWithPath: "/")
        let output = Pipe()
        (process.standardOutput, process.standardError) = (output, FileHandle.nullDevice)
        do { try process.run() } catch { return nil }
        let bytes = output.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        let folder = String(decoding: bytes, as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines)
        return process.terminationStatus == 0 && !folder.isEmpty ? folder : nil
    }
}
