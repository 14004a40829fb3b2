import Foundation
import GANCore
import GANTestSupport
import Testing

@Suite struct NewPackageTests {
    private static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent()

    /// CI compiles, tests and trains the components of Examples/OwnRoles, one for each role. A new component is the same under
    /// another name, which here has the name of another template in it.
    @Test(arguments: ComponentRole.allCases) func copiesTheTemplateOfEachRole(_ role: ComponentRole) throws {
        let place = try Workplace()
        let made = try Program.run(
            "new", role.rawValue, "my_own_loss", "--out", "made", "--ganzoo", Self.root.path, in: place.folder)
        #expect(made.errors == "")
        let type = "Own" + role.rawValue.capitalized
        for (template, new) in [
            ("Sources/OwnRoles/\(type).swift", "Sources/MyOwnLoss/MyOwnLoss.swift"),
            ("Tests/OwnRolesTests/\(type)Tests.swift", "Tests/MyOwnLossTests/MyOwnLossTests.swift"),
            ("recipes/own_\(role.rawValue).yaml", "recipes/my_own_loss.yaml"),
        ] {
            let original = try String(
                contentsOf: Self.root.appending(path: "Examples/OwnRoles/\(template)"), encoding: .utf8)
            let written = try String(contentsOfFile: place.path("made/\(new)"), encoding: .utf8)
            let back = written.replacingOccurrences(of: "MyOwnLossTests", with: "\(type)Tests")
                .replacingOccurrences(of: "my_own_loss", with: "own_\(role.rawValue)")
                .replacingOccurrences(of: "requires: [MyOwnLoss]", with: "requires: [OwnRoles]")
                .replacingOccurrences(of: "import MyOwnLoss\n", with: "import OwnRoles\n")
                .replacingOccurrences(of: "MyOwnLoss", with: type)
            #expect(back == original, "\(new)")
        }
        let readme = try String(contentsOfFile: place.path("made/README.md"), encoding: .utf8)
        #expect(readme.contains("\(role.article.capitalized) \(role.rawValue) for GANZoo: `my_own_loss`"))
    }

    /// A program from which the whole zoo can be trained takes minutes to build, so it lies in a package of its own.
    @Test func testsNeedTheContractAlone() throws {
        let place = try Workplace()
        _ = try Program.run("new", "loss", "margin_loss", "--ganzoo", "../ganzoo", in: place.folder)
        // The folder of GANZoo does not exist there.
        #expect(try place.names == [])
        _ = try Program.run("new", "loss", "margin_loss", "--ganzoo", Self.root.path, in: place.folder)
        let manifest = try String(contentsOfFile: place.path("margin_loss/Package.swift"), encoding: .utf8)
        let products = Set(manifest.matches(of: /zoo\("(\w+)"\)/).map { String($0.1) })
        #expect(products == ["GANTensor", "GANModule", "GANCore", "GANComponentTesting"])
        let program = try String(contentsOfFile: place.path("margin_loss/Program/Package.swift"), encoding: .utf8)
        #expect(program.contains(".package(name: \"GANZoo\", path: \"\(Self.root.path)\")"))
        #expect(program.contains("name: \"margin_loss-ganzoo\""))
    }

    /// Both manifests name GANZoo by a path from their own folders.
    @Test func keepsARelativePathRelative() throws {
        let place = try Workplace()
        try FileManager.default.createSymbolicLink(atPath: place.path("zoo"), withDestinationPath: Self.root.path)
        let made = try Program.run("new", "loss", "margin_loss", "--ganzoo", "zoo", in: place.folder)
        #expect(made.errors == "")
        for (manifest, path) in [("Package.swift", "../zoo"), ("Program/Package.swift", "../../zoo")] {
            let text = try String(contentsOfFile: place.path("margin_loss/\(manifest)"), encoding: .utf8)
            #expect(text.contains(".package(name: \"GANZoo\", path: \"\(path)\")"), "\(manifest)")
        }
    }

    @Test func knowsTheRoles() throws {
        let unknown = try Program.run("new", "regulariser", "mine")
        #expect(unknown.status != 0)
        #expect(unknown.errors.contains("regulariser"))
        let help = try Program.run("new", "--help")
        for role in ComponentRole.allCases { #expect(help.output.contains(role.rawValue), "\(role.rawValue)") }
    }

    /// The example is compiled and run by `make examples`; a new package is the same under another name.
    @Test func writesTheExample() throws {
        let place = try Workplace()
        let made = try Program.run(
            "new", "regularizer", "logit_range", "--out", "LogitRange", "--ganzoo", Self.root.path,
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
                written.replacingOccurrences(
                    of: "path: \"\(Self.root.path)\"",
                    with: "path: \"\(file.hasPrefix("Program") ? "../../.." : "../..")\"") == kept,
                "\(file) in Examples/LogitRange is not what `ganzoo new regularizer` writes")
        }
    }

    @Test func namesTheTypeAfterTheName() throws {
        let place = try Workplace()
        let made = try Program.run("new", "regularizer", "mean_2_far", in: place.folder)
        #expect(made.output.hasSuffix(" plugin build Sources/Mean2Far/*.swift -o Mean2Far.so\n"), "\(made.errors)")
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
        // The name is free in another role.
        let loss = try Program.run("new", "loss", "r1", in: place.folder)
        #expect(loss.status == 0, "\(loss.errors)")
        try FileManager.default.removeItem(atPath: place.path("r1"))
        #expect(r1.status == 2 && tensor.status == 2)
        #expect(try place.names == [])
    }

    @Test func refusesPlacesThatAreTaken() throws {
        let place = try Workplace()
        let folder = place.folder.resolvingSymlinksInPath()
        try place.write("file", "text")
        let file = try Program.run("new", "regularizer", "my_own", "--out", "file", in: place.folder)
        #expect(
            file.errors
                == "ganzoo: \(folder.path)/file exists and is not a folder\n  fix: name another folder with --out\n"
        )
        let full = try Program.run("new", "regularizer", "my_own", "--out", ".", in: place.folder)
        #expect(full.errors == "ganzoo: \(folder.path) is not empty\n  fix: name another folder with --out\n")
        let nowhere = try Program.run("new", "regularizer", "my_own", "--ganzoo", "none", in: place.folder)
        #expect(
            nowhere.errors == """
                ganzoo: GANZoo's package was not found at \(folder.path)/none
                  fix: give the folder of its Package.swift with --ganzoo PATH

                """)
        #expect([file, full, nowhere].allSatisfy { $0.status == 2 })
        #expect(try place.names == ["file"])
        try FileManager.default.createDirectory(atPath: place.path("empty"), withIntermediateDirectories: false)
        let empty = try Program.run("new", "regularizer", "my_own", "--out", "empty", in: place.folder)
        #expect(empty.status == 0, "\(empty.errors)")
    }

    private func isFolder(_ path: String) -> Bool {
        var isFolder: ObjCBool = false
        return FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) && isFolder.boolValue
    }
}
