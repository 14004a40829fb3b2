import Foundation
import GANRun
import GANTestSupport
import Testing

/// Recipes, features and sources are found by where the program lies, and never by the working folder.
@Suite struct InstallationTests {
    private let place: Workplace
    private static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()

    init() throws {
        place = try Workplace()
        try makeFolder("elsewhere")
    }

    private func makeFolder(_ name: String) throws {
        try FileManager.default.createDirectory(atPath: place.path(name), withIntermediateDirectories: true)
    }

    // MARK: The order

    private func found(_ program: String, _ environment: [String: String] = [:]) -> Installation {
        Installation(program: URL(fileURLWithPath: place.path(program)), environment: environment)
    }

    private func makeCheckout(_ folder: String) throws {
        try makeFolder("\(folder)/recipes")
        try makeFolder("\(folder)/Sources/GANRun")
        try place.write("\(folder)/Package.swift", "")
    }

    @Test func aProgramInABuildFolderUsesItsCheckout() throws {
        try makeCheckout("zoo")
        let installation = found("zoo/.build/x86_64-unknown-linux-gnu/debug/ganzoo")
        #expect(installation.checkout?.path == place.path("zoo"))
        #expect(installation.recipes?.path == place.path("zoo/recipes"))
        #expect(installation.features?.path == place.path("zoo/features"))
    }

    /// A package with recipes of its own is no checkout of GANZoo.
    @Test func anotherPackageIsNone() throws {
        try makeFolder("mine/recipes")
        try place.write("mine/Package.swift", "")
        #expect(found("mine/.build/debug/mine").home == nil)
    }

    @Test func aSharedFolderBesideBinIsUsed() throws {
        try makeFolder("prefix/share/ganzoo/recipes")
        let installation = found("prefix/bin/ganzoo")
        #expect(installation.home?.path == place.path("prefix/share/ganzoo") && installation.checkout == nil)
        #expect(found("prefix/other/deep/ganzoo").home == nil)
    }

    @Test func modulesLieBelowThePrefix() throws {
        #expect(found("prefix/bin/ganzoo").development == nil)
        try makeFolder("prefix/lib/ganzoo/development")
        #expect(found("prefix/bin/ganzoo").development?.path == place.path("prefix/lib/ganzoo/development"))
    }

    @Test func theVariableGoesFirst() throws {
        try makeFolder("prefix/share/ganzoo/recipes")
        let home = ["GANZOO_HOME": place.path("elsewhere")]
        #expect(found("prefix/bin/ganzoo", home).recipes?.path == place.path("elsewhere/recipes"))
        #expect(found("prefix/bin/ganzoo", ["GANZOO_HOME": ""]).home?.path == place.path("prefix/share/ganzoo"))
        let library = RecipeLibrary(
            found("prefix/bin/ganzoo"), environment: ["GANZOO_RECIPES": place.path("elsewhere")])
        #expect(library.folder?.path == place.path("elsewhere"))
    }

    /// SwiftPM's record of a build folder, cut to what is read of it.
    @Test(arguments: ["https://example.org/ganzoo", "PLACE/by-path"])
    func aPackageUsesTheCheckoutThatItWasBuiltWith(_ location: String) throws {
        let isRemote = location.hasPrefix("https")
        let expected = isRemote ? "mine/.build/checkouts/zoo" : "by-path"
        try makeCheckout(expected)
        try makeFolder("mine/.build/debug")
        let reference = #"{"location": "\#(location.replacing("PLACE", with: place.folder.path))"}"#
        try place.write(
            "mine/.build/workspace-state.json",
            #"{"object": {"dependencies": [{"packageRef": \#(reference), "subpath": "zoo"}]}, "version": 7}"#)
        #expect(found("mine/.build/debug/mine").checkout?.path == place.path(expected))
    }

    // MARK: The program

    /// What `make install` does.
    private func install() throws {
        try makeFolder("prefix/bin")
        try makeFolder("prefix/share/ganzoo")
        let manager = FileManager.default
        try Program.link("ganzoo", at: place.path("prefix/bin/ganzoo"))
        for folder in ["recipes", "features"] {
            try manager.copyItem(
                atPath: Self.root.appending(path: folder).path, toPath: place.path("prefix/share/ganzoo/\(folder)"))
        }
    }

    private func installed(_ arguments: String...) throws -> Program {
        try Program.run(
            place.path("prefix/bin/ganzoo"), arguments, environment: ["GANZOO_HOME": ""],
            in: place.folder.appending(path: "elsewhere"))
    }

    /// Away from its checkout the program trains a library recipe, finds weights of features, and says what plugins need.
    @Test func anInstalledProgramFindsItsFiles() throws {
        try install()
        let list = try installed("recipe", "list")
        #expect(list.status == 0 && list.output.contains("\ndebug/tiny "), "\(list.errors)")
        let trained = try installed(
            "train", "debug/tiny", "train.kimg=0.008", "data.per_class=12", "data.long_tail=null", "--run", "run")
        #expect(trained.status == 0, "\(trained.errors)")
        #expect(try place.names(in: "elsewhere/run/checkpoints") == ["000001"])
        let features = try installed("features", "list")
        #expect(features.output.contains("\(place.path("prefix/share/ganzoo/features"))/fmnist.safetensors"))
        try place.write("elsewhere/Mine.swift", "let a = 1\n")
        let plugin = try installed("plugin", "build", "Mine.swift")
        #expect(plugin.status == 1)
        #expect(plugin.errors.hasPrefix("ganzoo: plugins are compiled against GANZoo's modules, and this program in "))
        #expect(plugin.errors.contains("\n  fix: install the development part beside the program, or build GANZoo"))
        let package = try installed("new", "regularizer", "my_own")
        #expect(
            package.status == 2
                && package.errors.contains(
                    "does not lie in a checkout of GANZoo\n  fix: give the folder of its Package.swift with --ganzoo PATH"
                ))
    }

    /// A link to the program is the program.
    @Test func aLinkIsFollowed() throws {
        let link = place.path("elsewhere/ganzoo")
        try FileManager.default.createSymbolicLink(
            atPath: link, withDestinationPath: Program.products.appending(path: "ganzoo").path)
        let list = try Program.run(link, ["recipe", "list"], in: place.folder)
        #expect(list.output.contains("\ndebug/tiny "), "\(list.errors)")
    }
}
