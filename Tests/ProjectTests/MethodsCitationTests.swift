import Foundation
import Testing

/// Sources cite sections of docs/methods as `METHODS §2.6`, and docs/methods names the sources that implement a section. Neither may
/// point to nothing.
@Suite struct MethodsCitationTests {
    @Test func everyCitationHasASection() throws {
        let sections = try Chapters.sections()
        var count = 0
        for file in try Citing.files() {
            for citation in Citation.all(in: file.text) {
                count += 1
                #expect(
                    sections.contains(citation.section),
                    "\(file.path):\(citation.line) cites §\(citation.section), which docs/methods does not have")
            }
        }
        #expect(count > 80, "the sources cite docs/methods; none or few citations were found")
    }

    /// A citation without a section cannot be looked up.
    @Test func everyCitationNamesASection() throws {
        for file in try Citing.files() {
            let named = file.text.matches(of: /METHODS\s+§\d/).count
            let all = file.text.matches(of: /METHODS\b/).count
            #expect(named == all, "\(file.path): \(all - named) of \(all) citations of METHODS have no § and number")
        }
    }

    @Test func chaptersCiteEachOther() throws {
        let sections = try Chapters.sections()
        for chapter in try Chapters.files() {
            for citation in Citation.all(in: chapter.text) {
                #expect(
                    sections.contains(citation.section),
                    "docs/methods/\(chapter.path):\(citation.line) cites §\(citation.section), which does not exist")
            }
        }
    }

    /// Each chapter's file begins with its number and is named in the index; no section has the number of another.
    @Test func sectionsAreNumberedOnce() throws {
        let index = try String(contentsOf: ProjectFiles.root.appendingPathComponent("docs/methods.md"), encoding: .utf8)
        var seen: Set<String> = []
        for chapter in try Chapters.files() {
            let numbers = Chapters.headings(of: chapter.text)
            let own = String(Int(chapter.path.prefix(2)) ?? 0)
            #expect(numbers.first == own, "docs/methods/\(chapter.path) begins with chapter \(numbers.first ?? "none")")
            #expect(index.contains("(methods/\(chapter.path))"), "docs/methods.md does not link \(chapter.path)")
            for number in numbers {
                let chapterNumber = number.prefix { $0 != "." }
                #expect(chapterNumber == own, "docs/methods/\(chapter.path) has section \(number)")
                let isNew = seen.insert(number).inserted
                #expect(isNew, "section \(number) exists twice")
            }
        }
    }

    @Test func everyNamedSourceExists() throws {
        for chapter in try Chapters.files() {
            let paths = chapter.text.matches(of: /`((?:Sources|Plugins|Tests|recipes)\/[^`]+)`/).map { String($0.1) }
            #expect(!paths.isEmpty || chapter.path.hasPrefix("15") || chapter.path.hasPrefix("16"), "\(chapter.path)")
            for path in paths {
                let exists = FileManager.default.fileExists(atPath: ProjectFiles.root.appendingPathComponent(path).path)
                #expect(exists, "docs/methods/\(chapter.path) names \(path), which does not exist")
            }
        }
    }
}

/// A section that a text cites.
private struct Citation {
    let section: String
    /// Counted from 1.
    let line: Int

    /// `§2.6`, and both ends of `§1.4-1.8`.
    static func all(in text: String) -> [Citation] {
        text.split(separator: "\n", omittingEmptySubsequences: false).enumerated().flatMap { index, line in
            line.contains("§") ? numbers(in: line).map { Citation(section: $0, line: index + 1) } : []
        }
    }

    private static func numbers(in line: Substring) -> [String] {
        line.matches(of: /§(\d+(?:\.\d+)?)(?:-(\d+(?:\.\d+)?))?/).flatMap { match in
            [String(match.1)] + (match.2.map { [String($0)] } ?? [])
        }
    }
}

/// The files of docs/methods.
private enum Chapters {
    static func files() throws -> [TextFile] {
        let folder = ProjectFiles.root.appendingPathComponent("docs/methods")
        let names = try FileManager.default.contentsOfDirectory(atPath: folder.path).filter { $0.hasSuffix(".md") }
        #expect(names.count > 10)
        return try names.sorted().map { name in
            TextFile(path: name, text: try String(contentsOf: folder.appendingPathComponent(name), encoding: .utf8))
        }
    }

    static func sections() throws -> Set<String> { Set(try files().flatMap { headings(of: $0.text) }) }

    /// `2` of `# 2. StyleGAN2: training`, `2.6` of `## 2.6 Adam and lazy regularization`.
    static func headings(of text: String) -> [String] {
        text.split(separator: "\n").compactMap { line -> String? in
            if let chapter = line.firstMatch(of: /^# (\d+)\.\s/) { return String(chapter.1) }
            return line.firstMatch(of: /^## (\d+\.\d+)\s/).map { String($0.1) }
        }
    }
}

/// The project's texts that cite docs/methods, or say that they do. This file is not one of them.
private enum Citing {
    static func files() throws -> [TextFile] {
        let endings: Set = ["swift", "py", "c", "h", "inc", "yaml", "md"]
        return try ["Sources", "Plugins", "Tests", "Benchmarks", "Examples", "recipes"]
            .flatMap { try ProjectFiles.files(in: $0, endings) }
            .filter { !$0.path.hasSuffix("MethodsCitationTests.swift") }
            .filter { $0.text.contains("METHODS") || $0.text.contains("§") }
            .map { TextFile(path: $0.path, text: joined($0.text)) }
    }

    /// Joins comments that continue on the next line, so that a citation may be broken after `METHODS`.
    private static func joined(_ text: String) -> String {
        text.replacing(/METHODS\n\s*(?:\/\/\/?|#|\*)?\s*§/, with: "\nMETHODS §")
    }
}
