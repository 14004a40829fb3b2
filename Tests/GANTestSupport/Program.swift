import Foundation

/// A run of the `ganzoo` that was built together with these tests. A test target that uses it depends on `ganzoo`.
package struct Program {
    package let status: Int32
    package let output: String
    package let errors: String

    package static func run(
        _ arguments: String..., environment: [String: String] = [:], in folder: URL? = nil
    ) throws -> Program {
        try run(products.appending(path: "ganzoo").path, arguments, environment: environment, in: folder)
    }

    package static func run(
        _ program: String, _ arguments: [String], environment: [String: String] = [:], in folder: URL? = nil
    ) throws -> Program {
        let process = Process()
        let output = Pipe()
        // A file and not a pipe: a program that fills a second pipe would wait for us, while we wait for the end of the first.
        let errors = FileManager.default.temporaryDirectory.appending(path: "ganzoo-errors-\(UUID().uuidString)")
        try Data().write(to: errors)
        defer { try? FileManager.default.removeItem(at: errors) }
        process.executableURL = URL(fileURLWithPath: program)
        process.arguments = arguments
        process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
        if let folder { process.currentDirectoryURL = folder }
        (process.standardOutput, process.standardError) = (output, try FileHandle(forWritingTo: errors))
        try process.run()
        let text = output.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        return Program(
            status: process.terminationStatus, output: String(decoding: text, as: UTF8.self),
            errors: try String(contentsOf: errors, encoding: .utf8))
    }

    /// Puts a program that was built beside these tests at another path. A hard link where the file system allows one: a copy cannot be
    /// started while a process that another test forks still has the file open for writing.
    package static func link(_ name: String, at path: String) throws {
        let original = products.appending(path: name).path
        do { try FileManager.default.linkItem(atPath: original, toPath: path) } catch {
            try FileManager.default.copyItem(atPath: original, toPath: path)
        }
    }

    /// `.build/debug`.
    package static let products = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath()
        .deletingLastPathComponent()
}

/// A temporary folder for a test.
package final class Workplace: Sendable {
    package let folder = FileManager.default.temporaryDirectory.appending(path: "ganzoo-tests-\(UUID().uuidString)")

    package init() throws { try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true) }

    deinit { try? FileManager.default.removeItem(at: folder) }

    package func path(_ name: String) -> String { folder.appending(path: name).path }

    @discardableResult package func write(_ name: String, _ text: String) throws -> String {
        try text.write(toFile: path(name), atomically: true, encoding: .utf8)
        return path(name)
    }

    /// The names in a folder below it, sorted, including hidden files.
    package func names(in folder: String) throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: path(folder)).sorted()
    }

    /// The names in it, sorted, including hidden files.
    package var names: [String] {
        get throws { try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted() }
    }
}
