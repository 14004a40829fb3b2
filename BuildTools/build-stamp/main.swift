// build-stamp OUTPUT PACKAGE SOURCE…: writes the Swift file that says from which commit the program was built.

import Foundation

guard CommandLine.arguments.count > 3 else {
    FileHandle.standardError.write(Data("usage: build-stamp OUTPUT PACKAGE SOURCE…\n".utf8))
    exit(2)
}
let (output, package) = (CommandLine.arguments[1], CommandLine.arguments[2])
let text = """
    // Written by build-stamp.

    let compiledCommit: StaticString = "\(commit(of: package, CommandLine.arguments.dropFirst(3)))"

    """
// An unchanged file keeps its date, so that nothing is compiled anew.
if (try? String(contentsOfFile: output, encoding: .utf8)) != text {
    try text.write(toFile: output, atomically: true, encoding: .utf8)
}

/// The commit as 40 hexadecimal digits, and ` modified` if one of the paths differs from it; `unknown` without git, and in a source archive,
/// also where that lies inside of another repository.
func commit(of package: String, _ paths: some Sequence<String>) -> String {
    guard let top = git(["rev-parse", "--show-toplevel"], in: package), real(top) == real(package),
        let commit = git(["rev-parse", "HEAD"], in: package), commit.count == 40, commit.allSatisfy(\.isHexDigit),
        let changes = git(["status", "--porcelain", "--"] + paths, in: package)
    else { return "unknown" }
    return changes.isEmpty ? commit : "\(commit) modified"
}

func real(_ path: String) -> String { URL(fileURLWithPath: path).resolvingSymlinksInPath().path }

/// What git prints, without the last line end; nil if it fails or is not installed.
func git(_ arguments: [String], in folder: String) -> String? {
    let process = Process()
    let pipe = Pipe()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = ["git", "--no-optional-locks", "-C", folder] + arguments
    (process.standardOutput, process.standardError) = (pipe, FileHandle.nullDevice)
    do { try process.run() } catch { return nil }
    let said = String(decoding: pipe.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    return process.terminationStatus == 0 ? said.trimmingCharacters(in: .newlines) : nil
}
