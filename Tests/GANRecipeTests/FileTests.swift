import Foundation
import GANCore
import Testing

@testable import GANRecipe

/// Reading from the file system, in a folder of its own for each test.
@Suite struct FileTests {
    private func withFolder(_ body: (String) throws -> Void) throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "ganzoo-\(UUID().uuidString)").path
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        try body(folder)
    }

    private func write(_ text: String, _ path: String) throws {
        try Data(text.utf8).write(to: URL(filePath: path))
    }

    private func read(_ path: String) -> ReadRecipe { RecipeReader(environment: [:]).read(path: path) }

    /// With `FOLDER` for the folder.
    private func messages(_ path: String, in folder: String) -> String {
        problems(of: read(path)).replacing(folder, with: "FOLDER")
    }

    @Test func readsARecipeAndItsParent() throws {
        try withFolder { folder in
            try write("extends: up/../base.yaml\na: 1", folder + "/r.yaml")
            try write("b: 1", folder + "/base.yaml")
            try FileManager.default.createDirectory(atPath: folder + "/up", withIntermediateDirectories: true)
            let recipe = read(folder + "/r.yaml")
            #expect(problems(of: recipe) == "")
            #expect(inline(recipe) == "{b: 1, a: 1}")
            #expect(recipe.files == [folder + "/r.yaml", folder + "/base.yaml"])
        }
    }

    @Test func saysWhatCannotBeOpened() throws {
        try withFolder { folder in
            try write("a: 1", folder + "/stylegan2.yaml")
            #expect(
                messages(folder + "/stylegan.yaml", in: folder)
                    == "there is no file `FOLDER/stylegan.yaml`\n  did you mean `FOLDER/stylegan2.yaml`?")
            #expect(
                messages(folder + "/no/a.yaml", in: folder)
                    == "there is no file `FOLDER/no/a.yaml`\n  the folder `FOLDER/no` does not exist or is empty")
            #expect(
                messages(folder, in: folder) == "`FOLDER` is a folder, not a recipe file\n  it contains: stylegan2.yaml"
            )
            #expect(messages(folder + "/x\0y", in: folder) == "there is no file `FOLDER/x\u{FFFD}y`")
        }
    }

    @Test func aParentIsAPlainFile() throws {
        try withFolder { folder in
            try write("extends: ./pipe", folder + "/r.yaml")
            #expect(mkfifo(folder + "/pipe", 0o600) == 0)
            #expect(
                messages(folder + "/r.yaml", in: folder) == """
                    FOLDER/r.yaml:1:10: `FOLDER/pipe` is not a regular file
                        1 | extends: ./pipe
                          |          ^^^^^^ `extends` must name a recipe file
                    """)
        }
    }

    /// As from `ganzoo recipe check /dev/stdin`: what the user sees is the working folder.
    @Test func pathsOfAPipeAreOfTheWorkingFolder() throws {
        let pipe = Pipe()
        try pipe.fileHandleForWriting.write(contentsOf: Data("a: x".utf8))
        try pipe.fileHandleForWriting.close()
        let recipe = read("/dev/fd/\(pipe.fileHandleForReading.fileDescriptor)")
        #expect(recipe.root?["a"]?.mark?.source.folder == ".")
    }

    @Test func aCircleThroughALinkIsSeen() throws {
        try withFolder { folder in
            try write("extends: link.yaml", folder + "/r.yaml")
            try FileManager.default.createSymbolicLink(
                atPath: folder + "/link.yaml", withDestinationPath: folder + "/r.yaml")
            #expect(messages(folder + "/r.yaml", in: folder).contains("`extends` forms a cycle"))
        }
    }

    @Test(arguments: [
        (Array("a: \u{E9}\n".utf8) + Array("b: é".utf8) + [0xE9, 0x20], "2:5: invalid UTF-8: byte 0xE9"),
        ([0xFF, 0xFE, 0x61, 0], "UTF-16"), ([0xFE, 0xFF, 0, 0x61], "UTF-16"), ([0xFF, 0xFE, 0, 0], "UTF-32"),
        ([0, 0, 0xFE, 0xFF], "UTF-32"), ([0x89, 0x50, 0x4E, 0x47], "1:1: invalid UTF-8: byte 0x89"),
        ([0x61, 0x3A, 0xC3], "1:3: invalid UTF-8: byte 0xC3"),
    ])
    func refusesOtherEncodings(_ bytes: [UInt8], says: String) {
        let reader = RecipeReader(environment: [:], files: MemoryRecipeFiles(["r.yaml": bytes]))
        let recipe = reader.read(path: "r.yaml")
        let expected = says.hasPrefix("UTF") ? "`r.yaml` is \(says) text\n  save it as UTF-8" : "r.yaml:\(says)\n"
        #expect(problems(of: recipe).hasPrefix(expected))
        #expect(recipe.root == nil && recipe.problems.count == 1)
    }
}
