import Foundation
import GANTestSupport
import Testing

/// What Tab offers in bash, by the script that `ganzoo` writes.
@Suite struct CompletionTests {
    private let place: Workplace

    /// Recipes in the current folder and in the library, most of which have names that a shell would expand.
    init() throws {
        place = try Workplace()
        for folder in ["library/debug", "bin", "here"] {
            try FileManager.default.createDirectory(atPath: place.path(folder), withIntermediateDirectories: true)
        }
        let hostile = ["$(touch pwned)", "`touch pwned`", ";touch pwned;", "a b", "it's", "$HOME", "~", "{a,b}", "-x"]
        for name in hostile + ["plain", "debug/tiny"] { try place.write("library/\(name).yaml", "recipe: 2\n") }
        for name in hostile + ["mine"] { try place.write("here/\(name).yaml", "recipe: 2\n") }
        try FileManager.default.createSymbolicLink(
            at: place.folder.appending(path: "bin/ganzoo"),
            withDestinationURL: Program.products.appending(path: "ganzoo"))
    }

    /// The words that bash's completion offers for the word after `words`.
    private func offered(_ words: [String]) throws -> [String] {
        let script = try place.write("ganzoo.bash", Program.run("--generate-completion-script", "bash").output)
        let quoted = (["ganzoo"] + words + [""]).map { "'\($0)'" }.joined(separator: " ")
        let line = "ganzoo \(words.joined(separator: " ")) "
        let call = """
            source '\(script)'
            COMP_WORDS=(\(quoted)); COMP_CWORD=\(words.count + 1); COMP_LINE='\(line)'; COMP_POINT=\(line.count)
            _ganzoo ganzoo '' '\(words.last ?? "")'
            printf '%s\\n' "${COMPREPLY[@]}"
            """
        let path = ProcessInfo.processInfo.environment["PATH"] ?? ""
        let bash = try Program.run(
            "/bin/bash", ["--norc", "-c", call],
            environment: ["GANZOO_RECIPES": place.path("library"), "PATH": "\(place.path("bin")):\(path)"],
            in: place.folder.appending(path: "here"))
        #expect(bash.status == 0, "\(bash.errors)")
        return bash.output.split(separator: "\n").map(String.init)
    }

    /// Nothing but plain names of the library is offered: of other names `compgen -W` would run the command that they hold.
    @Test(arguments: [["train"], ["recipe", "copy"], ["recipe", "check"], ["recipe", "show"], ["recipe", "diff"]])
    func aNameRunsNoCommand(_ words: [String]) throws {
        #expect(try offered(words) == ["debug/tiny", "plain"])
        let files = try FileManager.default.contentsOfDirectory(atPath: place.path("here"))
        #expect(!files.contains("pwned"))
    }

    @Test func componentsAreOffered() throws {
        #expect(try offered(["component", "show", "regularizer"]).contains("noisy_twins"))
    }
}
