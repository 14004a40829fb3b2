import Foundation
import GANCore
import GANTestSupport
import Testing

/// Libraries that cannot be used, and what is said of them. All but two are made with a C compiler, in no time.
@Suite struct PluginRefusalTests {
    private let place: Workplace
    private static let fingerprint =
        "\(ABIFingerprint.Part.core.mark)\(ABIFingerprint.own.abi)|\(ABIFingerprint.own.sources)|\(ABIFingerprint.own.compiler)|"
    private static let register = "void ganzoo_plugin_register(void) {}"

    init() throws { place = try Workplace() }

    private func list(_ plugins: String...) throws -> Program {
        try Program.run(
            Program.products.appending(path: "ganzoo").path,
            ["component", "list"] + plugins.flatMap { ["--plugin", $0] }, in: place.folder)
    }

    private func expectRefusal(_ plugins: String..., message: String) throws {
        let program = try Program.run(
            Program.products.appending(path: "ganzoo").path,
            ["component", "list"] + plugins.flatMap { ["--plugin", $0] }, in: place.folder)
        #expect(program.errors == "ganzoo: \(message)\n")
        #expect(program.status == 1)
        #expect(program.output == "")
    }

    /// Compiles C into `x.so`.
    private func library(_ source: String) throws {
        let file = try place.write("x.c", source)
        let compiler = try Program.run("/usr/bin/env", ["clang", "-shared", "-fPIC", file, "-o", place.path("x.so")])
        try #require(compiler.status == 0, "\(compiler.errors)")
    }

    @Test func filesThatAreNoLibrary() throws {
        try expectRefusal("none.so", message: "the plugin none.so does not exist")
        try expectRefusal(".", message: "the plugin . is not a file")
        try place.write("text.so", "text")
        try expectRefusal(
            "text.so",
            message: """
                the plugin text.so is not a shared library
                  fix: build it with `ganzoo plugin build FILE.swift`, and give the path that the command prints
                """)
        try place.write("empty.so", "")
        let empty = try list("empty.so")
        #expect(empty.errors.hasPrefix("ganzoo: the plugin empty.so is not a shared library\n"))
    }

    // MARK: Who may write it

    /// It writes a file as soon as it is opened.
    private func hostileLibrary() throws {
        try library(
            """
            #include <stdio.h>
            __attribute__((constructor)) static void run(void) { fclose(fopen("\(place.path("ran"))", "w")); }
            \(PluginSource.library(fingerprint: Self.fingerprint))
            """)
    }

    private var real: String { place.folder.resolvingSymlinksInPath().path }

    private func expectClosed(_ plugin: String, _ problem: String, fix: String) throws {
        try expectRefusal(
            plugin,
            message:
                "the plugin \(plugin) is not loaded, because its code would run with your rights: \(problem)\n  fix: \(fix)"
        )
        #expect(!FileManager.default.fileExists(atPath: place.path("ran")))
    }

    @Test func aFileThatOthersMayWrite() throws {
        try hostileLibrary()
        for mode in [0o777, 0o757] as [mode_t] {
            #expect(chmod(place.path("x.so"), mode) == 0)
            try expectClosed(
                "x.so", "\(real)/x.so can be written by other users",
                fix: "change that with chmod go-w \(real)/x.so, or move it to a folder that only you may write to")
        }
        // Through a link, too.
        try FileManager.default.createSymbolicLink(atPath: place.path("y.so"), withDestinationPath: "x.so")
        try expectClosed(
            "y.so", "\(real)/x.so can be written by other users",
            fix: "change that with chmod go-w \(real)/x.so, or move it to a folder that only you may write to")
    }

    /// In a sticky folder nobody replaces the file, but anybody puts a library beside it.
    @Test(arguments: [0o777, 0o1777, 0o707] as [mode_t]) func aFolderThatOthersMayWrite(_ mode: mode_t) throws {
        try hostileLibrary()
        #expect(chmod(place.folder.path, mode) == 0)
        try expectClosed(
            "x.so", "\(real) can be written by other users",
            fix: "change that with chmod go-w \(real), or move it to a folder that only you may write to")
    }

    /// Another user could put a folder of his own in the place of this one; in a sticky folder he could not.
    @Test func aFolderAboveThatOthersMayWrite() throws {
        try hostileLibrary()
        try FileManager.default.createDirectory(atPath: place.path("a/b"), withIntermediateDirectories: true)
        try FileManager.default.moveItem(atPath: place.path("x.so"), toPath: place.path("a/b/x.so"))
        #expect(chmod(place.path("a"), 0o777) == 0)
        try expectClosed(
            "a/b/x.so", "\(real)/a can be written by other users",
            fix: "change that with chmod go-w \(real)/a, or move it to a folder that only you may write to")
        #expect(chmod(place.path("a"), 0o1777) == 0)
        _ = try list("a/b/x.so")
        #expect(FileManager.default.fileExists(atPath: place.path("ran")), "it is loaded")
    }

    @Test(.enabled(if: geteuid() == 0, "needs the right to give files away")) func aFileOfAnotherUser() throws {
        try hostileLibrary()
        #expect(chown(place.path("x.so"), 65_534, 65_534) == 0)
        try expectClosed(
            "x.so", "\(real)/x.so belongs to another user", fix: "copy it to a folder of yours, if you trust its owner")
    }

    @Test func aLibraryWithoutFingerprint() throws {
        let message = """
            the plugin x.so was not built by `ganzoo plugin build`: it does not say which core it was compiled against
              fix: build it with `ganzoo plugin build FILE.swift`, and give the path that the command prints
            """
        try library(Self.register)
        try expectRefusal("x.so", message: message)
        try library(PluginSource.library(fingerprint: "ganzoo-core-stamp|new|form"))
        try expectRefusal("x.so", message: message)
        try library(PluginSource.library(fingerprint: Self.fingerprint))
        try expectRefusal("x.so", message: message)
    }

    /// Nothing of such a library may run: this one would end the program.
    @Test(arguments: ["2|0123456789abcdef|Swift version 6.3.1", "1|0123456789abcdef|Swift version 6.2"])
    func aLibraryOfAnotherCore(fingerprint: String) throws {
        let quits = "#include <stdlib.h>\n__attribute__((constructor)) static void quit(void) { exit(0); }"
        try library(PluginSource.library(fingerprint: "\(ABIFingerprint.Part.core.mark)\(fingerprint)|", quits))
        let fields = fingerprint.split(separator: "|")
        try expectRefusal(
            "x.so",
            message: """
                the plugin x.so was compiled for another version of GANZoo
                  plugin:  core \(fields[0]).\(fields[1]), \(fields[2])
                  program: \(ABIFingerprint.own.description)
                  fix: build it again with this `ganzoo`: ganzoo plugin build FILE.swift -o x.so
                """)
    }

    @Test func aLibraryThatCannotBeLoaded() throws {
        try library(
            PluginSource.library(
                fingerprint: Self.fingerprint, "void elsewhere(void); void (*needed)(void) = elsewhere;"))
        try expectRefusal(
            "x.so",
            message: """
                the plugin x.so uses the symbol `elsewhere`, which this program does not have
                  fix: give all files of the plugin to `ganzoo plugin build`
                """)
        let program = try list(Program.products.appending(path: "ganzoo").path)
        #expect(
            program.errors == """
                ganzoo: the plugin \(Program.products.path)/ganzoo cannot be loaded: cannot dynamically load \
                position-independent executable

                """)
    }

    @Test func aLibraryWithItsOwnCore() throws {
        try library(
            PluginSource.library(fingerprint: Self.fingerprint, "void ganzoo_pool_create(void) {}\n\(Self.register)"))
        try expectRefusal(
            "x.so",
            message: """
                the plugin x.so contains a copy of GANCore, so its components would not be found
                  fix: build it again with this `ganzoo`: ganzoo plugin build FILE.swift -o x.so
                """)
    }

    @Test func aLibraryWithoutComponents() throws {
        try library(PluginSource.library(fingerprint: Self.fingerprint, Self.register))
        try expectRefusal(
            "x.so",
            message: """
                the plugin x.so registers no component
                  fix: add a record for each component:
                    @section("ganzoo_components") @used
                    private let record: ComponentRecord = { ComponentCatalog.register(MyRegularizer.self) }
                """)
    }

    @Test func namesThatAreTaken() throws {
        for name in ["One", "Two"] {
            let source = try place.write("\(name).swift", PluginSource.regularizer("same"))
            let built = try Program.run("plugin", "build", source, "-o", place.path("\(name).so"))
            try #require(built.status == 0, "\(built.errors)")
        }
        try expectRefusal(
            "One.so", "Two.so",
            message: """
                the components of the plugin Two.so cannot be registered: \
                the modules One and Two both have a regularizer named `same`
                  fix: give yours another name with `static let name`, or load only one of the modules
                """)
    }

    /// A copy that was interrupted, cut within its header, its tables and its last byte.
    @Test func aLibraryThatIsCutOff() throws {
        try library(PluginSource.library(fingerprint: Self.fingerprint, Self.register))
        let whole = try Data(contentsOf: URL(fileURLWithPath: place.path("x.so")))
        for count in [1, 3] {
            try whole.prefix(count).write(to: URL(fileURLWithPath: place.path("cut.so")))
            #expect(try list("cut.so").errors.hasPrefix("ganzoo: the plugin cut.so is not a shared library\n"))
        }
        for count in [4, 40, 100, whole.count / 2, whole.count - 1] {
            try whole.prefix(count).write(to: URL(fileURLWithPath: place.path("cut.so")))
            let program = try list("cut.so")
            #expect(program.status == 1)
            #expect(
                program.errors.hasPrefix(
                    "ganzoo: the plugin cut.so is incomplete: it has \(grouped(count)) bytes, and "),
                "\(count): \(program.errors)")
            #expect(
                program.errors.hasSuffix(
                    "\n  fix: copy it again, or build it again with `ganzoo plugin build FILE.swift`\n"))
        }
        // The section headers are the end of the file.
        #expect(
            try list("cut.so").errors.contains(
                "it has \(grouped(whole.count - 1)) bytes, and its header describes at least \(grouped(whole.count))\n"
            ))
    }

    /// Bytes of the ELF header (System V ABI, "ELF Header"): 4 is the class, 5 the byte order, 18 and 19 the machine.
    @Test(
        arguments: [
            ("32 bits", [4: 1]), ("big-endian", [5: 2]), ("AArch64", [18: 0xb7, 19: 0]),
            ("no machine", [18: 0xff, 19: 0xff]),
        ] as [(String, [Int: UInt8])])
    func aLibraryOfAnotherMachine(_ name: String, _ changes: [Int: UInt8]) throws {
        try library(PluginSource.library(fingerprint: Self.fingerprint, Self.register))
        var bytes = try Data(contentsOf: URL(fileURLWithPath: place.path("x.so")))
        for (offset, byte) in changes { bytes[bytes.startIndex + offset] = byte }
        try bytes.write(to: URL(fileURLWithPath: place.path("x.so")))
        try expectRefusal(
            "x.so",
            message: """
                the plugin x.so was built for another kind of processor
                  fix: build it here with `ganzoo plugin build FILE.swift`
                """)
    }

    /// Opening a pipe would wait for its writer.
    @Test func aPipeAndAFolder() throws {
        let pipe = try Program.run("/usr/bin/env", ["mkfifo", place.path("pipe.so")])
        try #require(pipe.status == 0, "\(pipe.errors)")
        try expectRefusal("pipe.so", message: "the plugin pipe.so is not a file")
        try FileManager.default.createDirectory(atPath: place.path("folder.so"), withIntermediateDirectories: true)
        try expectRefusal("folder.so", message: "the plugin folder.so is not a file")
    }

    /// Root may read everything, so the reason is seen only by others.
    @Test func aFileThatMayNotBeRead() throws {
        try library(PluginSource.library(fingerprint: Self.fingerprint, Self.register))
        try FileManager.default.setAttributes([.posixPermissions: 0], ofItemAtPath: place.path("x.so"))
        let program = try list("x.so")
        let isRoot = FileManager.default.isReadableFile(atPath: place.path("x.so"))
        #expect(
            program.errors.hasPrefix(
                "ganzoo: the plugin x.so " + (isRoot ? "registers no component\n" : "cannot be read: ")))
        #expect(program.status == 1)
    }

    @Test func aLibraryThatNeedsOneThatIsMissing() throws {
        let needed = try place.write("needed.c", "void needed(void) {}")
        let source = try place.write(
            "x.c",
            PluginSource.library(
                fingerprint: Self.fingerprint, "void needed(void);\nvoid (*use)(void) = needed;\n\(Self.register)"))
        for arguments in [
            [needed, "-o", place.path("libneeded.so")],
            [source, "-L", place.folder.path, "-lneeded", "-o", place.path("x.so")],
        ] {
            let compiler = try Program.run("/usr/bin/env", ["clang", "-shared", "-fPIC"] + arguments)
            try #require(compiler.status == 0, "\(compiler.errors)")
        }
        try FileManager.default.removeItem(atPath: place.path("libneeded.so"))
        try expectRefusal(
            "x.so",
            message:
                "the plugin x.so cannot be loaded: libneeded.so: cannot open shared object file: No such file or directory"
        )
    }
}
