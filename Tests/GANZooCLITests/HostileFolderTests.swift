import Foundation
import GANTestSupport
import Testing

/// The working folder may hold files of a stranger: nothing there is run.
@Suite struct HostileFolderTests {
    private let place: Workplace

    init() throws { place = try Workplace() }

    /// A recipe of the library was the file of that name in the working folder.
    @Test func namesOfTheLibraryMeanTheLibrary() throws {
        try FileManager.default.createDirectory(atPath: place.path("debug"), withIntermediateDirectories: false)
        let text = try String(contentsOfFile: Recipes.tiny, encoding: .utf8)
        try place.write(
            "debug/tiny",
            text.replacing(/about: .*/, with: "about: {summary: theirs}").replacing(
                "../shapes/noisy_twins.yaml", with: "shapes/noisy_twins"))
        func summary(_ name: String) throws -> String? {
            let program = try Program.run(
                Program.products.appending(path: "ganzoo").path, ["recipe", "show", name], in: place.folder)
            return program.output.split(separator: "\n").first { $0.contains("summary") }.map(String.init)
        }
        #expect(try summary("debug/tiny")?.contains("theirs") == false)
        #expect(try summary("./debug/tiny")?.contains("theirs") == true)
    }

    /// Python looks for modules in the folder that it is started in: a folder `torch` with libraries was loaded, and a module `pip` was run.
    @Test(arguments: [
        ["recipe", "check", Recipes.tiny, "--device", "torch-cpu"],
        ["features", "fetch", "efficientnet_lite0", "--out", "weights.safetensors"],
    ]) func pythonIsNotStartedThere(_ arguments: [String]) throws {
        try FileManager.default.createDirectory(atPath: place.path("bin"), withIntermediateDirectories: false)
        let python = try place.write("bin/python3", "#!/bin/sh\npwd > '\(place.path("where"))'\nexit 1\n")
        #expect(chmod(python, 0o755) == 0)
        let path = ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin"
        let program = try Program.run(
            Program.products.appending(path: "ganzoo").path, arguments,
            environment: ["PATH": "\(place.path("bin")):\(path)", "GANZOO_TORCH": ""], in: place.folder)
        #expect(program.status == 1 || program.status == 2, "\(program.output)\(program.errors)")
        #expect(try String(contentsOfFile: place.path("where"), encoding: .utf8) == "/\n")
    }
}
