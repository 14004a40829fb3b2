import Foundation
import GANCore
import GANTestSupport
import Testing

/// The Swift code that documents show is compiled: it stands in `DocumentSnippets.swift` word for word, or is a package's manifest.
/// Pages of roles show whole files.
@Suite struct SnippetTests {
    @Test func everySwiftBlockIsCompiled() throws {
        let compiled = try Self.compiledSnippets()
        var found: [String: Set<String>] = [:]
        for document in try ProjectFiles.documents() where !document.path.hasPrefix(Self.roles) {
            for block in MarkdownText(document.text).blocks where block.language == "swift" {
                guard !Self.isManifest(block.code) else { continue }
                let code = Self.withoutImports(block.code)
                #expect(
                    compiled[document.path]?.contains(code) == true,
                    "\(document.path): this code is not in DocumentSnippets.swift\n\(code)")
                found[document.path, default: []].insert(code)
            }
        }
        for (document, snippets) in compiled {
            #expect(found[document] == snippets, "DocumentSnippets.swift has code that \(document) does not have")
        }
        #expect(found["README.md"] != nil)
    }

    private static let roles = "docs/roles/"

    /// Each role has a page, which the index links, with the questions of readers and with code that is a file of the project.
    @Test(arguments: ComponentRole.allCases) func eachRoleHasAPage(_ role: ComponentRole) throws {
        let page = try ProjectFiles.file("\(Self.roles)\(role.rawValue).md")
        #expect(MarkdownText(try ProjectFiles.file("docs/roles.md").text).links.contains("roles/\(role.rawValue).md"))
        for heading in ["calls", "checks"] { #expect(MarkdownText(page.text).anchors.contains(heading)) }
        let blocks = MarkdownText(page.text).blocks.filter { $0.language == "swift" }
        #expect(!blocks.isEmpty)
        let sources = try ["Examples", "Plugins", "Tests/PluginTests"].flatMap {
            try ProjectFiles.files(in: $0, ["swift"])
        }
        for block in blocks {
            #expect(
                sources.contains { $0.text == block.code }, "\(page.path) shows code that is no file of the project")
        }
    }

    /// What a snippet imports is a product of the package.
    @Test func snippetsImportProducts() throws {
        let manifest = try ProjectFiles.file("Package.swift").text
        for document in try ProjectFiles.documents() where !document.path.hasPrefix(Self.roles) {
            for block in MarkdownText(document.text).blocks
            where block.language == "swift" && !Self.isManifest(block.code) {
                for module in block.code.matches(of: /(?m)^import (\w+)$/).map(\.1) {
                    #expect(manifest.contains(".library(name: \"\(module)\""), "\(document.path) imports \(module)")
                }
            }
        }
    }

    /// SwiftPM reads each manifest that a document shows.
    @Test func manifestsAreValid() throws {
        let manifests = try ProjectFiles.documents().flatMap { MarkdownText($0.text).blocks }
            .filter { $0.language == "swift" && Self.isManifest($0.code) }
        try #require(manifests.count == 1)
        let place = try Workplace()
        try place.write("Package.swift", manifests[0].code)
        let dumped = try Program.run(
            "/usr/bin/env", ["swift", "package", "--scratch-path", place.path("build"), "dump-package"],
            in: place.folder)
        #expect(dumped.status == 0, "\(dumped.errors)")
        #expect(dumped.output.contains("\"GANZoo\""))
    }

    private static func isManifest(_ code: String) -> Bool { code.hasPrefix("// swift-tools-version") }

    private static func withoutImports(_ code: String) -> String {
        String(code.replacing(/(?m)^import \w+\n/, with: "").drop { $0 == "\n" })
    }

    /// By document: the lines between its name and `// end`, without their indentation.
    private static func compiledSnippets() throws -> [String: Set<String>] {
        let source = try ProjectFiles.file("Tests/ProjectTests/DocumentSnippets.swift").text
        return source.matches(of: /(?s)\n    \/\/ ([\w\/.]+\.md)\n(.*?)    \/\/ end\n/).reduce(into: [:]) {
            result, match in
            result[String(match.1), default: []].insert(String(match.2.replacing(/(?m)^ {4}/, with: "")))
        }
    }
}
