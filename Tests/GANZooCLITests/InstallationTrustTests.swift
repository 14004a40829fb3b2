import Foundation
import GANRun
import GANTestSupport
import Testing

/// What is found above the program or beside it holds code and recipes. Where others may write, such as in /tmp, they could have put it there.
@Suite struct InstallationTrustTests {
    private let place: Workplace
    private static let nobody: uid_t = 65_534

    init() throws { place = try Workplace() }

    private func makeFolder(_ name: String, mode: mode_t = 0o755) throws {
        try FileManager.default.createDirectory(atPath: place.path(name), withIntermediateDirectories: true)
        try setMode(name, mode)
    }

    private func setMode(_ name: String, _ mode: mode_t) throws { try #require(chmod(place.path(name), mode) == 0) }

    private func give(_ name: String, to owner: uid_t = Self.nobody, group: gid_t = Self.nobody) throws {
        try #require(lchown(place.path(name), owner, group) == 0)
    }

    private func makeCheckout(_ folder: String) throws {
        for part in ["recipes", "features", "Examples", "Sources", "Sources/GANRun"] {
            try makeFolder("\(folder)/\(part)")
        }
        try place.write("\(folder)/Package.swift", "")
        try setMode("\(folder)/Package.swift", 0o644)
        try setMode(folder, 0o755)
    }

    /// A program of this user; there is a file, since its owner counts.
    private func makeProgram(_ name: String) throws {
        try makeFolder(String(name[..<(name.lastIndex(of: "/") ?? name.startIndex)]))
        try place.write(name, "")
        try setMode(name, 0o755)
    }

    private func found(_ program: String, home: String? = nil) -> Installation {
        Installation(
            program: URL(fileURLWithPath: place.path(program)),
            environment: home.map { ["GANZOO_HOME": place.path($0)] } ?? [:])
    }

    private func expectRefused(
        _ installation: Installation, _ name: String, sourceLocation: SourceLocation = #_sourceLocation
    ) {
        #expect(installation.checkout == nil && installation.home == nil, sourceLocation: sourceLocation)
        #expect(installation.recipes == nil && installation.features == nil, sourceLocation: sourceLocation)
        #expect(installation.sources(of: "GANRun") == nil, sourceLocation: sourceLocation)
        #expect(installation.refusal?.path == place.path(name), sourceLocation: sourceLocation)
    }

    // MARK: A checkout above

    @Test(arguments: [0o777, 0o1777, 0o757] as [mode_t]) func aFolderThatAnybodyMayWriteIsNoCheckout(_ mode: mode_t)
        throws
    {
        try makeCheckout("scratch")
        try makeProgram("scratch/me/bin/ganzoo")
        #expect(found("scratch/me/bin/ganzoo").checkout?.path == place.path("scratch"))
        try setMode("scratch", mode)
        let installation = found("scratch/me/bin/ganzoo")
        expectRefused(installation, "scratch")
        let scratch = place.path("scratch")
        #expect(
            installation.refusal?.text
                == "\(scratch) is not used, because others could have written it: \(scratch) can be written by other users"
        )
        let trusted = "set GANZOO_HOME=\(scratch) if you trust those who may write there"
        #expect(
            installation.refusal?.fix
                == (mode == 0o1777
                    ? "set GANZOO_HOME to a folder of yours with `recipes` and `features`"
                    : "close it with chmod -R go-w \(scratch), or \(trusted)"))
    }

    @Test(arguments: ["Package.swift", "recipes", "features", "Examples", "Sources", "Sources/GANRun"])
    func aPartThatAnybodyMayWrite(_ part: String) throws {
        try makeCheckout("zoo")
        try makeProgram("zoo/.build/debug/ganzoo")
        try setMode("zoo/\(part)", 0o777)
        expectRefused(found("zoo/.build/debug/ganzoo"), "zoo/\(part)")
    }

    @Test(
        .enabled(if: geteuid() == 0, "needs the right to give files away"),
        arguments: ["", "/Package.swift", "/recipes", "/features", "/Examples", "/Sources", "/Sources/GANRun"])
    func whatAnotherUserMade(_ part: String) throws {
        try makeCheckout("zoo")
        try makeProgram("zoo/.build/debug/ganzoo")
        try give("zoo\(part)")
        let installation = found("zoo/.build/debug/ganzoo")
        expectRefused(installation, "zoo\(part)")
        #expect(installation.refusal?.text.hasSuffix(": \(place.path("zoo\(part)")) belongs to another user") == true)
        #expect(installation.refusal?.fix.hasPrefix("set GANZOO_HOME=\(place.path("zoo")) if you trust ") == true)
        // The user says that he trusts it.
        let named = found("zoo/.build/debug/ganzoo", home: "zoo")
        #expect(named.checkout?.path == place.path("zoo") && named.home?.path == place.path("zoo"))
        // Another folder is no word about this one.
        #expect(found("zoo/.build/debug/ganzoo", home: "zoo/recipes").checkout == nil)
    }

    /// His program already does with this user's rights what he likes.
    @Test(.enabled(if: geteuid() == 0, "needs the right to give files away")) func aCheckoutOfWhoBuiltTheProgram()
        throws
    {
        try makeCheckout("zoo")
        try makeProgram("zoo/.build/debug/ganzoo")
        for part in ["", "/Package.swift", "/recipes", "/.build/debug/ganzoo"] { try give("zoo\(part)") }
        #expect(found("zoo/.build/debug/ganzoo").checkout?.path == place.path("zoo"))
        try give("zoo", to: 65_533)
        expectRefused(found("zoo/.build/debug/ganzoo"), "zoo")
    }

    /// A group whose members all may change the program.
    @Test(.enabled(if: geteuid() == 0, "needs the right to give files away")) func aCheckoutOfAGroup() throws {
        try makeCheckout("zoo")
        try makeProgram("zoo/.build/debug/ganzoo")
        for folder in ["zoo", "zoo/recipes", "zoo/.build/debug"] {
            try give(folder, to: 0, group: 100)
            try setMode(folder, 0o775)
        }
        #expect(found("zoo/.build/debug/ganzoo").checkout?.path == place.path("zoo"))
        try setMode("zoo/.build/debug", 0o755)
        expectRefused(found("zoo/.build/debug/ganzoo"), "zoo")
        try setMode("zoo/.build/debug", 0o1775)
        expectRefused(found("zoo/.build/debug/ganzoo"), "zoo")
    }

    /// Who may rename a folder that holds the program may exchange the program.
    @Test func foldersAboveACheckoutPlayNoPart() throws {
        try makeCheckout("open/zoo")
        try makeProgram("open/zoo/.build/debug/ganzoo")
        try setMode("open", 0o777)
        #expect(found("open/zoo/.build/debug/ganzoo").checkout?.path == place.path("open/zoo"))
    }

    // MARK: The record of a build folder

    private func record(_ location: String, in folder: String = "mine/.build", padding: Int = 0) throws {
        let reference = #"{"location": "\#(place.path(location))"}"#
        try place.write(
            "\(folder)/workspace-state.json",
            #"{"object": {"dependencies": [{"packageRef": \#(reference), "subpath": "zoo"}]}, "version": 7}"#
                + String(repeating: " ", count: padding))
        try setMode("\(folder)/workspace-state.json", 0o644)
    }

    @Test func aPackageNamesAFolderOfThisUser() throws {
        try makeCheckout("theirs/zoo")
        try makeProgram("mine/.build/debug/mine")
        try record("theirs/zoo")
        #expect(found("mine/.build/debug/mine").checkout?.path == place.path("theirs/zoo"))
        try setMode("theirs", 0o1777)
        #expect(found("mine/.build/debug/mine").checkout?.path == place.path("theirs/zoo"))
        try setMode("theirs", 0o777)
        let installation = found("mine/.build/debug/mine")
        expectRefused(installation, "theirs")
        #expect(installation.refusal?.fix.hasPrefix("close it with chmod go-w \(place.path("theirs")), or ") == true)
        try setMode("theirs", 0o755)
        try setMode("theirs/zoo", 0o1777)
        expectRefused(found("mine/.build/debug/mine"), "theirs/zoo")
    }

    @Test(.enabled(if: geteuid() == 0, "needs the right to give files away")) func aRecordOfAnotherUser() throws {
        try makeCheckout("zoo")
        try makeProgram("scratch/me/bin/ganzoo")
        try setMode("scratch", 0o1777)
        try record("zoo", in: "scratch")
        #expect(found("scratch/me/bin/ganzoo").checkout?.path == place.path("zoo"))
        try give("scratch/workspace-state.json")
        expectRefused(found("scratch/me/bin/ganzoo"), "scratch/workspace-state.json")
        // A checkout that is believed goes on being found above.
        try makeCheckout("scratch/me")
        try FileManager.default.moveItem(
            atPath: place.path("scratch/workspace-state.json"),
            toPath: place.path("scratch/me/bin/workspace-state.json"))
        let installation = found("scratch/me/bin/ganzoo")
        #expect(installation.checkout?.path == place.path("scratch/me") && installation.refusal == nil)
    }

    @Test func aRecordThatIsNoFileOfSomeKilobytes() throws {
        try makeCheckout("zoo")
        try makeProgram("mine/.build/debug/mine")
        try record("zoo", padding: 1 << 19)
        #expect(found("mine/.build/debug/mine").checkout?.path == place.path("zoo"))
        try record("zoo", padding: 1 << 20)
        #expect(found("mine/.build/debug/mine").checkout == nil)
        try record("zoo", in: "mine")
        let link = place.path("mine/.build/workspace-state.json")
        try FileManager.default.moveItem(
            atPath: place.path("mine/workspace-state.json"), toPath: place.path("mine/other"))
        try FileManager.default.removeItem(atPath: link)
        try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: place.path("mine/other"))
        #expect(found("mine/.build/debug/mine").checkout == nil)
    }

    // MARK: Beside the program

    private func install() throws {
        try makeProgram("prefix/bin/ganzoo")
        for folder in ["share", "share/ganzoo", "share/ganzoo/recipes", "lib/ganzoo/development"] {
            try makeFolder("prefix/\(folder)")
        }
    }

    @Test func nothingIsSearchedAboveAnInstalledProgram() throws {
        try makeCheckout(".")
        try install()
        let installation = found("prefix/bin/ganzoo")
        #expect(installation.checkout == nil && installation.refusal == nil)
        #expect(installation.home?.path == place.path("prefix/share/ganzoo"))
        #expect(installation.sources(of: "GANRun") == nil)
    }

    /// In a sticky folder nobody exchanges a folder of this user.
    @Test func aStickyPrefix() throws {
        try install()
        try setMode("prefix", 0o1777)
        #expect(found("prefix/bin/ganzoo").home?.path == place.path("prefix/share/ganzoo"))
        #expect(found("prefix/bin/ganzoo").development?.path == place.path("prefix/lib/ganzoo/development"))
    }

    @Test(arguments: ["share", "share/ganzoo", "share/ganzoo/recipes"]) func filesThatAnybodyMayWrite(_ name: String)
        throws
    {
        try install()
        try setMode("prefix/\(name)", 0o777)
        expectRefused(found("prefix/bin/ganzoo"), "prefix/\(name)")
        #expect(found("prefix/bin/ganzoo", home: "prefix/share/ganzoo").home?.path == place.path("prefix/share/ganzoo"))
    }

    @Test(
        .enabled(if: geteuid() == 0, "needs the right to give files away"),
        arguments: ["share", "share/ganzoo", "share/ganzoo/recipes"])
    func filesOfAnotherUserBesideTheProgram(_ name: String) throws {
        try install()
        try setMode("prefix", 0o1777)
        try give("prefix/\(name)")
        expectRefused(found("prefix/bin/ganzoo"), "prefix/\(name)")
    }

    /// He could lead it elsewhere after it was looked at.
    @Test(.enabled(if: geteuid() == 0, "needs the right to give files away")) func aLinkOfAnotherUser() throws {
        try install()
        try FileManager.default.moveItem(atPath: place.path("prefix/share"), toPath: place.path("own"))
        try FileManager.default.createSymbolicLink(
            atPath: place.path("prefix/share"), withDestinationPath: place.path("own"))
        #expect(found("prefix/bin/ganzoo").home?.path == place.path("prefix/share/ganzoo"))
        try give("prefix/share")
        expectRefused(found("prefix/bin/ganzoo"), "prefix/share")
    }

    /// Behind a link of this user lies what another one made.
    @Test(.enabled(if: geteuid() == 0, "needs the right to give files away")) func aLinkToFilesOfAnotherUser() throws {
        try install()
        try FileManager.default.moveItem(atPath: place.path("prefix/share"), toPath: place.path("theirs"))
        try FileManager.default.createSymbolicLink(
            atPath: place.path("prefix/share"), withDestinationPath: place.path("theirs"))
        try give("theirs")
        let refusal = found("prefix/bin/ganzoo").refusal
        #expect(refusal?.isForeign == true && refusal?.path.hasSuffix("/theirs") == true)
    }

    @Test(arguments: ["lib", "lib/ganzoo", "lib/ganzoo/development"]) func modulesThatAnybodyMayWrite(_ name: String)
        throws
    {
        try install()
        try setMode("prefix/\(name)", 0o777)
        let installation = found("prefix/bin/ganzoo")
        #expect(installation.development == nil)
        #expect(installation.developmentRefusal?.path == place.path("prefix/\(name)"))
        #expect(installation.home != nil && installation.refusal == nil)
    }

    // MARK: The program

    private func run(_ arguments: [String]) throws -> Program {
        try Program.run(
            place.path("scratch/me/bin/ganzoo"), arguments, environment: ["GANZOO_HOME": "", "GANZOO_RECIPES": ""],
            in: place.folder.appending(path: "work"))
    }

    /// Each command says why the checkout is not used. None has a word of what the other user wrote.
    @Test func commandsSayWhyThereAreNoFiles() throws {
        try makeCheckout("scratch")
        try place.write("scratch/recipes/evil.yaml", "recipe: 2\nabout: {summary: of another user}\n")
        try makeFolder("scratch/Sources/GANCore")
        try makeFolder("scratch/me/bin")
        try makeFolder("work")
        try Program.link("ganzoo", at: place.path("scratch/me/bin/ganzoo"))
        try setMode("scratch", 0o1777)
        let reason =
            "/scratch is not used, because others could have written it: \(place.folder.resolvingSymlinksInPath().path)"
            + "/scratch can be written by other users\n  fix: "
        try place.write("work/Mine.swift", "let a = 1\n")
        for arguments in [
            ["recipe", "list"], ["recipe", "show", "evil"], ["plugin", "interface", "regularizer"],
            ["plugin", "build", "Mine.swift"], ["new", "regularizer", "my_own"],
        ] {
            let program = try run(arguments)
            #expect(program.status != 0 && program.output == "", "\(arguments)")
            #expect(program.errors.contains(reason), "\(arguments): \(program.errors)")
        }
        #expect(try place.names(in: "work") == ["Mine.swift"])
        let report = try run(["doctor"]).output
        #expect(report.contains("/scratch can be written by other users; set GANZOO_HOME to "), "\(report)")
    }
}
