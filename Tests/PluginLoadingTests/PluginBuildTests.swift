import Foundation
import GANTestSupport
import Testing

@Suite struct PluginBuildTests {
    @Test func usesAPluginThatItBuilt() throws {
        let place = try Workplace()
        try place.write("LogitSize.swift", PluginSource.regularizer("logit_size"))
        let built = try Program.run("plugin", "build", "LogitSize.swift", in: place.folder)
        #expect(built.errors == "")
        #expect(
            built.output
                == "built LogitSize.so\n  regularizer logit_size  [LogitSize]\nuse it: ganzoo component list --plugin LogitSize.so\n"
        )
        #expect(try place.names == ["LogitSize.so", "LogitSize.swift"])

        func lists(_ output: String) -> Bool {
            output.split(separator: "\n").contains { line in
                line.hasPrefix("  logit_size ") && line.hasSuffix(" keeps the logits of reals near zero  [LogitSize]")
            }
        }
        let named = try Program.run("component", "list", "--plugin", "LogitSize.so", in: place.folder)
        #expect(lists(named.output), "\(named.errors)")
        let inherited = try Program.run(
            "component", "list", environment: ["GANZOO_PLUGINS": ":LogitSize.so:"], in: place.folder)
        #expect(lists(inherited.output), "\(inherited.errors)")
        // By two names and by a link it is the same plugin.
        try FileManager.default.createSymbolicLink(
            atPath: place.path("link.so"), withDestinationPath: place.path("LogitSize.so"))
        let twice = try Program.run(
            "component", "list", "--plugin", "./LogitSize.so", "--plugin", "link.so",
            environment: ["GANZOO_PLUGINS": "LogitSize.so"], in: place.folder)
        #expect(lists(twice.output) && twice.status == 0, "\(twice.errors)")
    }

    /// A run keeps the checksum of its plugins, so equal sources must give equal bytes, whatever the folders, the working folder and the
    /// process are.
    @Test func equalSourcesGiveEqualBytes() throws {
        let place = try Workplace()
        let folders = ["a", "a longer one/inside"]
        for folder in folders {
            try FileManager.default.createDirectory(
                at: place.folder.appending(path: folder), withIntermediateDirectories: true)
            try place.write("\(folder)/First.swift", PluginSource.regularizer("first", type: "First"))
            try place.write("\(folder)/Second.swift", PluginSource.regularizer("second", type: "Second"))
        }
        let inside = try Program.run(
            "plugin", "build", "First.swift", "Second.swift", "-o", "both.so", in: place.folder.appending(path: "a"))
        #expect(inside.status == 0, "\(inside.errors)")
        let outside = try Program.run(
            "plugin", "build", "\(folders[1])/First.swift", "\(folders[1])/Second.swift", "-o",
            place.path("\(folders[1])/both.so"), in: place.folder)
        #expect(outside.status == 0, "\(outside.errors)")
        let libraries = try folders.map { folder in
            try Data(contentsOf: URL(fileURLWithPath: place.path("\(folder)/both.so")))
        }
        #expect(libraries[0] == libraries[1])
        #expect(libraries[0].range(of: Data(place.folder.path.utf8)) == nil)
    }

    @Test func buildsOfSeveralFiles() throws {
        let place = try Workplace()
        let files = try [
            place.write("First.swift", PluginSource.regularizer("first", type: "First")),
            place.write("Second.swift", PluginSource.regularizer("second", type: "Second")),
        ]
        let built = try Program.run("plugin", "build", files[0], files[1], "-o", place.path("both.so"))
        #expect(built.errors == "")
        let list = try Program.run("component", "list", "regularizer", "--plugin", place.path("both.so"))
        #expect(list.output.contains("  first ") && list.output.contains("  second "), "\(list.errors)")
    }

    /// Without the word, a type that is added later would break plugins.
    @Test func aSwitchOverElementTypesIsReadyForMore() throws {
        let place = try Workplace()
        func source(_ rest: String) -> String {
            """
            import GANModule
            import GANTensor
            public func isSmall(_ type: ElementType) -> Bool {
                switch type {
                case .float32, .int32, .bfloat16: true
                case .float64: false
                \(rest)
                }
            }

            """ + PluginSource.regularizer("small")
        }
        let old = try place.write("Old.swift", source(""))
        let built = try Program.run("plugin", "build", old, "-o", place.path("Old.so"))
        #expect(built.errors.contains("error: switch covers known cases, but 'ElementType' may have additional"))
        let ready = try place.write("Ready.swift", source("@unknown default: false"))
        #expect(try Program.run("plugin", "build", ready, "-o", place.path("Ready.so")).errors == "")
    }

    @Test func leavesTheOldLibraryWhenTheCompilerRefuses() throws {
        let place = try Workplace()
        let source = try place.write("Broken.swift", "let x: Int = \"word\"\n")
        try place.write("Broken.so", "the old one")
        let built = try Program.run("plugin", "build", source, "-o", place.path("Broken.so"))
        #expect(built.status == 1)
        #expect(built.errors.contains("Broken.swift:1:14: error: cannot convert value of type 'String'"))
        #expect(built.errors.contains("ganzoo: the plugin does not compile; "))
        #expect(try String(contentsOfFile: place.path("Broken.so"), encoding: .utf8) == "the old one")
        #expect(try place.names == ["Broken.so", "Broken.swift"])
    }

    /// A library that no program would load is not left behind.
    @Test func refusesASourceWithoutComponents() throws {
        let place = try Workplace()
        let source = try place.write("Plugin.swift", PluginSource.withoutComponent)
        try place.write("Plugin.so", "the old one")
        let built = try Program.run("plugin", "build", source, "-o", place.path("Plugin.so"))
        #expect(built.status == 1 && built.output == "")
        #expect(
            built.errors.hasPrefix(
                "ganzoo: the plugin \(place.path("Plugin.so")) registers no component\n  fix: add a record for each component:\n"
            ))
        #expect(try String(contentsOfFile: place.path("Plugin.so"), encoding: .utf8) == "the old one")
        #expect(try place.names == ["Plugin.so", "Plugin.swift"])
    }

    private static let modules = [
        ("3d größe-1.so", "_3d_gr__e_1"), ("GANCore.so", "_GANCore"), ("class.so", "_class"),
    ]
    private static let moreModules = [
        ("my plugin-1.so", "my_plugin_1"), ("3d.so", "_3d"), ("größe.so", "gr__e"), ("main.so", "_main"),
        ("Swift.so", "_Swift"),
    ]

    /// Recipes name the module in `requires`. It must be an identifier, and no module that the plugin imports.
    @Test(arguments: modules + (LongTests.run ? moreModules : []))
    func namesTheModuleAfterTheLibrary(_ output: String, _ module: String) throws {
        let place = try Workplace()
        let source = try place.write("Plugin.swift", PluginSource.regularizer("own"))
        let built = try Program.run("plugin", "build", source, "-o", place.path(output))
        #expect(built.status == 0, "\(built.errors)")
        #expect(built.output.contains("\n  regularizer own  [\(module)]\n"), "\(built.output)")
        let list = try Program.run("component", "list", "regularizer", "--plugin", place.path(output))
        #expect(list.output.contains("[\(module)]"), "\(list.errors)")
    }

    @Test func refusesWhatIsNoSourceAndNoPlaceForALibrary() throws {
        let place = try Workplace()
        let source = try place.write("Plugin.swift", PluginSource.withoutComponent)
        try FileManager.default.createDirectory(atPath: place.path("Folder.swift"), withIntermediateDirectories: true)
        try FileManager.default.createSymbolicLink(atPath: place.path("link.so"), withDestinationPath: "/dev/null")
        let cases: [([String], Int32, String)] = [
            (["none.swift"], 2, "ganzoo: the file none.swift does not exist\n"),
            (["Folder.swift"], 2, "ganzoo: Folder.swift is a folder\n"),
            (["plugin.c"], 2, "ganzoo: `plugin.c` is not a Swift file\n  fix: give files that end in .swift\n"),
            (
                [source, "-o", "Folder.swift"], 2,
                "ganzoo: Folder.swift exists and is not a regular file, so it is not replaced\n  fix: name another file with --out\n"
            ),
            (
                [source, "-o", "link.so"], 2,
                "ganzoo: link.so exists and is not a regular file, so it is not replaced\n  fix: name another file with --out\n"
            ),
        ]
        for (arguments, status, message) in cases {
            let built = try Program.run(
                Program.products.appending(path: "ganzoo").path, ["plugin", "build"] + arguments, in: place.folder)
            #expect(built.errors == message)
            #expect(built.status == status)
        }
        let nowhere = try Program.run("plugin", "build", source, "-o", place.path("none/x.so"))
        #expect(nowhere.errors.hasPrefix("ganzoo: \(place.path("none/x.so")) cannot be written: "))
        #expect(nowhere.status == 1)
    }

    @Test func saysWhatIsMissingToBuild() throws {
        let place = try Workplace()
        let source = try place.write("Plugin.swift", PluginSource.withoutComponent)
        let without = try Program.run("plugin", "build", source, environment: ["PATH": "/nowhere"])
        #expect(
            without.errors
                == "ganzoo: swiftc was not found in PATH\n  fix: add the folder usr/bin of the Swift toolchain to PATH\n"
        )
        #expect(without.status == 1)

        let copy = place.path("ganzoo")
        try Program.link("ganzoo", at: copy)
        let moved = try Program.run(copy, ["plugin", "build", source])
        #expect(moved.status == 1)
        #expect(
            moved.errors == """
                ganzoo: plugins are compiled against GANZoo's modules, and this program in \(place.folder.path) has none
                  fix: install the development part beside the program, or build GANZoo from its sources (swift build -c release) and run .build/release/ganzoo there

                """)
    }
}
