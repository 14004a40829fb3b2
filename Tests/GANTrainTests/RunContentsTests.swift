import Foundation
import GANCore
import GANModule
import Testing

@testable import GANTrain

/// No symbolic link is followed below a run's folder.
@Suite struct RunContentsTests {
    private let folder: TemporaryFolder
    private let run: String

    init() throws {
        folder = try TemporaryFolder()
        run = "\(folder.path)/run"
        for path in [run, "\(folder.path)/mine"] {
            try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: false)
        }
    }

    private func message(_ body: () throws -> Void) -> String {
        do { try body() } catch { return "\(error)" }
        return "no error"
    }

    private func refusal(_ name: String) -> String {
        "\(run)/\(name): it is a symbolic link; links below a run's folder are not followed, because they could point to any file\n"
            + "  fix: replace it by its target (the whole folder of a run may be a link), or choose another folder"
    }

    /// What a killed process left is removed when training goes on, although nothing more is written. The user's own files stay.
    @Test func leftoversAreRemoved() throws {
        let manager = FileManager.default
        for name in ["checkpoints/.12-34.removed", "checkpoints/.mine.removed", "samples"] {
            try manager.createDirectory(atPath: "\(run)/\(name)", withIntermediateDirectories: true)
        }
        for name in ["checkpoints/.12-34.removed/state.json", "samples/.56-78.partial", "samples/.notes"] {
            try Data("x".utf8).write(to: URL(fileURLWithPath: "\(run)/\(name)"))
        }
        _ = try RunFolder(run)
        #expect(try manager.contentsOfDirectory(atPath: "\(run)/checkpoints") == [".mine.removed"])
        #expect(try manager.contentsOfDirectory(atPath: "\(run)/samples") == [".notes"])
    }

    @Test(arguments: [
        "checkpoints", "samples", "generated", "evaluation", "source", "resolved.yaml", "run.json",
    ]) func aLinkIsRefused(_ name: String) throws {
        for target in ["../mine", "nowhere"] {
            try FileManager.default.createSymbolicLink(atPath: "\(run)/\(name)", withDestinationPath: target)
            #expect(message { _ = try RunContents(run) } == refusal(name))
            #expect(message { _ = try RunFolder(run) } == refusal(name))
            try FileManager.default.removeItem(atPath: "\(run)/\(name)")
        }
        #expect(try FileManager.default.contentsOfDirectory(atPath: "\(folder.path)/mine").isEmpty)
    }

    /// Also one that comes to be after the run was opened.
    @Test func aLinkIsNotWrittenThrough() throws {
        let contents = try RunContents(run)
        for name in ["generated", "samples", "checkpoints"] {
            try FileManager.default.createSymbolicLink(atPath: "\(run)/\(name)", withDestinationPath: "../mine")
        }
        #expect(message { try contents.make(.generated) } == refusal("generated"))
        #expect(
            message { _ = try CheckpointStore("\(run)/checkpoints").writeImported(.init(), from: "x") }
                == refusal("checkpoints"))
        #expect(try FileManager.default.contentsOfDirectory(atPath: "\(folder.path)/mine").isEmpty)
    }

    @Test func theRunItselfMayBeALink() throws {
        let link = "\(folder.path)/link"
        try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: "run")
        #expect(try RunContents(link).make(.samples) == "\(link)/samples")
        #expect(FileManager.default.fileExists(atPath: "\(run)/samples"))
        _ = try RunFolder(link)
    }

    @Test func whatIsNoFolderOrFileIsNamed() throws {
        try Data().write(to: URL(fileURLWithPath: "\(run)/samples"))
        #expect(
            message { _ = try RunContents(run) }
                == "\(run)/samples: it is a regular file, but a folder was expected\n  fix: remove it, or choose another folder"
        )
        try FileManager.default.removeItem(atPath: "\(run)/samples")
        #expect(mkfifo("\(run)/resolved.yaml", 0o600) == 0)
        #expect(
            message { _ = try RunContents(run) }
                == "\(run)/resolved.yaml: it is a FIFO, but a regular file was expected\n  fix: restore it from a copy of the run, or choose another folder"
        )
    }
}
