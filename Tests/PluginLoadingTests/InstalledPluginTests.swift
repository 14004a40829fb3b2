import Foundation
import GANTestSupport
import Testing

/// Plugins of a program that is used away from its checkout, beside the modules that releases install.
@Suite struct InstalledPluginTests {
    private let place: Workplace
    private static let script = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().appending(path: "BuildTools/release/development")

    init() throws {
        place = try Workplace()
        try FileManager.default.createDirectory(atPath: place.path("bin"), withIntermediateDirectories: true)
        try Program.link("ganzoo", at: place.path("bin/ganzoo"))
        let copied = try Program.run(Self.script.path, [Program.products.path, place.path("lib/ganzoo/development")])
        try #require(copied.status == 0, "\(copied.errors)")
        try place.write("LogitSize.swift", PluginSource.regularizer("logit_size"))
    }

    private func installed(_ arguments: String...) throws -> Program {
        try Program.run(place.path("bin/ganzoo"), arguments, in: place.folder)
    }

    @Test func areBuiltAndLoaded() throws {
        let built = try installed("plugin", "build", "LogitSize.swift")
        #expect(built.status == 0, "\(built.errors)")
        let list = try installed("component", "list", "regularizer", "--plugin", "LogitSize.so")
        #expect(list.output.contains("  logit_size "), "\(list.errors)")
    }

    @Test func needEveryModule() throws {
        let missing = place.path("lib/ganzoo/development/CZip/module.modulemap")
        try FileManager.default.removeItem(atPath: missing)
        let built = try installed("plugin", "build", "LogitSize.swift")
        #expect(built.status == 1)
        #expect(
            built.errors.hasPrefix(
                "ganzoo: plugins are compiled against GANZoo's modules, but \(missing) does not exist\n  fix: install "),
            "\(built.errors)")
    }
}
