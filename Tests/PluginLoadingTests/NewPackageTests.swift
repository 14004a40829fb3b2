import Foundation
import GANTestSupport
import Testing

@Suite struct NewPackageTests {
    private static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent()

    /// The example is compiled and run by `make examples`; a new package is the same under another name.
    @Test func writesTheExample() throws {
        let place = try Workplace()
        let made = try Program.run(
            "new", "regularizer", "logit_range", "--directory", "LogitRange", "--ganzoo", Self.root.path,
            in: place.folder)
        #expect(made.errors == "")
        #expect(try place.names == ["LogitRange"])
        let example = Self.root.appending(path: "Examples/LogitRange")
        let files = try FileManager.default.subpathsOfDirectory(atPath: place.path("LogitRange")).sorted()
        #expect(files.contains("Sources/LogitRange/LogitRange.swift") && files.contains(".gitignore"))
        for file in files where !isFolder(place.path("LogitRange/\(file)")) {
            let written = try String(contentsOfFile: place.path("LogitRange/\(file)"), encoding: .utf8)
            let kept = try String(contentsOf: example.appending(path: file), encoding: .utf8)
            #expect(
                written.replacingOccurrences(of: "path: \"\(Self.root.path)\"", with: "path: \"../..\"") == kept,
                "\(file) in Examples/LogitRange is not what `ganzoo new regularizer` writes")
        }
    }

    @Test func namesTheTypeAfterTheName() throws {
        let place = try Workplace()
        let made = try Program.run("new", "regularizer", "mean_2_far", in: place.folder)
        #expect(made.output.hasSuffix(" train recipes/mean_2_far.yaml\n"), "\(made.errors)")
        let source = try String(
            contentsOfFile: place.path("mean_2_far/Sources/Mean2Far/Mean2Far.swift"), encoding: .utf8)
        #expect(source.contains("public static let name = \"mean_2_far\""))
        #expect(source.contains("ComponentCatalog.register(Mean2Far.self)"))
    }

    @Test(arguments: [
        ("LogitRange", "such as `logit_range`"), ("logit-range", "such as `logit_range`"),
        ("logit__range", "such as `logit_range`"), ("logit range_", "such as `logit_range`"), ("2far", nil), ("ä", nil),
    ])
    func explainsNames(_ name: String, _ proposal: String?) throws {
        let place = try Workplace()
        let made = try Program.run("new", "regularizer", name, in: place.folder)
        #expect(
            made.errors
                == "ganzoo: `\(name)` is not a valid name of a component\n  fix: use lower-case words with single underscores between them"
                + (proposal.map { ", \($0)" } ?? "") + "\n")
        #expect(made.status == 2)
        #expect(try place.names == [])
    }

    @Test func refusesNamesThatAreTaken() throws {
        let place = try Workplace()
        let r1 = try Program.run("new", "regularizer", "r1", in: place.folder)
        #expect(
            r1.errors == """
                ganzoo: the module Regularizers already has a regularizer named `r1`
                  fix: choose another name

                """)
        let tensor = try Program.run("new", "regularizer", "tensor", in: place.folder)
        #expect(
            tensor.errors == """
                ganzoo: the type and module for `tensor` would be `Tensor`, which already exists
                  fix: choose another name

                """)
        #expect(r1.status == 2 && tensor.status == 2)
        #expect(try place.names == [])
    }

    @Test func refusesPlacesThatAreTaken() throws {
        let place = try Workplace()
        let folder = place.folder.resolvingSymlinksInPath()
        try place.write("file", "text")
        let file = try Program.run("new", "regularizer", "my_own", "--directory", "file", in: place.folder)
        #expect(
            file.errors
                == "ganzoo: \(folder.path)/file exists and is not a folder\n  fix: name another folder with --directory\n"
        )
        let full = try Program.run("new", "regularizer", "my_own", "--directory", ".", in: place.folder)
        #expect(full.errors == "ganzoo: \(folder.path) is not empty\n  fix: name another folder with --directory\n")
        let nowhere = try Program.run("new", "regularizer", "my_own", "--ganzoo", "none", in: place.folder)
        #expect(
            nowhere.errors == """
                ganzoo: GANZoo's package was not found at \(folder.path)/none
                  fix: give the folder of its Package.swift with --ganzoo PATH

                """)
        #expect([file, full, nowhere].allSatisfy { $0.status == 2 })
        #expect(try place.names == ["file"])
        try FileManager.default.createDirectory(atPath: place.path("empty"), withIntermediateDirectories: false)
        let empty = try Program.run("new", "regularizer", "my_own", "--directory", "empty", in: place.folder)
        #expect(empty.status == 0, "\(empty.errors)")
    }

    private func isFolder(_ path: String) -> Bool {
        var isFolder: ObjCBool = false
        return FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) && isFolder.boolValue
    }
}
