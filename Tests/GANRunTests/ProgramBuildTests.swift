import Foundation
import GANRun
import GANTestSupport
import Testing

/// What a program says of its build.
@Suite struct ProgramBuildTests {
    /// A build in a git checkout knows its commit, and run.json says the same as --version.
    @Test func theCommitStandsInVersionAndManifest() throws {
        #expect(ProgramBuild.commit.wholeMatch(of: /[0-9a-f]{40}( modified)?|unknown/) != nil)
        let version = try Program.run("--version").output
        #expect(version.hasPrefix("ganzoo, commit "))
        #expect(version.hasSuffix(", on \(ProgramBuild.processor)\n"))
        let place = try Workplace()
        try place.write(
            "a.yaml", SmallRecipe.text(data: "per_class: 20, long_tail: null", "train: {kimg: 0.004, batch: 4}"))
        let run = try Run.create(at: place.path("run"), for: Recipe(place.path("a.yaml")))
        try run.train()
        let text = try String(contentsOfFile: place.path("run/run.json"), encoding: .utf8)
        #expect(text.contains("\"commit\" : \"\(ProgramBuild.commit)\""))
        #expect(text.contains("\"processor\" : \"\(ProgramBuild.processor)\""))
    }

    /// The tool that writes the commit: `unknown` without a repository and within another one, ` modified` where a source differs.
    @Test func theStampSaysWhereTheSourcesCameFrom() throws {
        let place = try Workplace()
        for folder in ["archive", "checkout"] {
            try FileManager.default.createDirectory(atPath: place.path(folder), withIntermediateDirectories: true)
            try place.write("\(folder)/a.swift", "let a = 1\n")
        }
        #expect(try stamp(place, "archive") == "unknown")
        for arguments in [["init", "-q"], ["add", "."], ["commit", "-q", "-m", "first"]] {
            let git = ["git", "-c", "user.name=test", "-c", "user.email=test", "-C", place.path("checkout")]
            #expect(try Program.run("/usr/bin/env", git + arguments).status == 0)
        }
        let head = try Program.run("/usr/bin/env", ["git", "-C", place.path("checkout"), "rev-parse", "HEAD"]).output
        let commit = head.trimmingCharacters(in: .newlines)
        #expect(try stamp(place, "checkout") == commit)
        try place.write("checkout/a.swift", "let a = 2\n")
        #expect(try stamp(place, "checkout") == "\(commit) modified")
        try FileManager.default.moveItem(atPath: place.path("archive"), toPath: place.path("checkout/archive"))
        #expect(try stamp(place, "checkout/archive") == "unknown")
    }

    private func stamp(_ place: Workplace, _ folder: String) throws -> String {
        let (output, package) = (place.path("stamp.swift"), place.path(folder))
        let program = try Program.run(
            Program.products.appending(path: "build-stamp").path, [output, package, "\(package)/a.swift"])
        #expect(program.status == 0, "\(program.errors)")
        let text = try String(contentsOfFile: output, encoding: .utf8)
        return String(try #require(text.firstMatch(of: /StaticString = "(.*)"/)).1)
    }
}
