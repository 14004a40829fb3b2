import Foundation
import GANCore
import GANRecipe
import Testing

/// docs/recipes.md lists every key and every component of the program, and the defaults that the program has.
@Suite struct DocumentedKeysTests {
    private static let page = Result { MarkdownText(try ProjectFiles.file("docs/recipes.md").text) }

    /// The rows of the tables under a heading whose first column has the given title: the names in it, and the other cells.
    private static func rows(_ heading: String, _ title: String) throws -> [(names: [String], cells: [String])] {
        try page.get().tables(under: heading).filter { $0.first?.first == title }.flatMap { $0.dropFirst(2) }.map {
            row in
            (codes(row.first ?? ""), Array(row.dropFirst()))
        }
    }

    private static func codes(_ cell: String) -> [String] { cell.matches(of: /`([^`]+)`/).map { String($0.1) } }

    @Test(arguments: ["about", "train", "transfer", "evaluate"])
    func sectionsHaveTheirKeys(_ section: String) throws {
        let about = section == "about" ? AboutSettings.descriptions() : nil
        let keys = try #require(about ?? ComponentCatalog.linked.sections[section]?.descriptions())
        try expect(keys, in: Self.rows("## \(section)", "key"), of: section)
    }

    @Test func freezeHasItsKeys() throws {
        let keys = try #require(ComponentCatalog.linked.entry(.hook, "freeze")).settings
        try expect(keys, in: Self.rows("## hooks", "key of `freeze`"), of: "hooks.freeze")
    }

    @Test func theTopLevelHasItsKeys() throws {
        let listed = try Self.rows("## Top level", "key").filter { $0.names != ["extends"] }
        // `about` has a heading of its own.
        let keys = TopLevelSettings.descriptions().filter { $0.name != "about" }
        try expect(keys, in: listed, of: "the top level")
    }

    @Test func theAverageHasItsKeys() throws {
        let train = try #require(ComponentCatalog.linked.sections["train"]).descriptions()
        let average = try #require(train.first { $0.name == "average" })
        try expect(average.type.keys, in: Self.rows("## train", "key of `average`"), of: "train.average")
    }

    @Test func regularizersHaveTheirSharedKeys() throws {
        try expect(
            RegularizerSchedule.descriptions(), in: Self.rows("## Losses and regularizers", "key"), of: "a regularizer")
    }

    /// Each data set has the keys of every data set and the own ones of its row.
    @Test func dataSetsHaveTheirKeys() throws {
        let shared = try Self.rows("## data", "key")
        let types = try Self.rows("## data", "type")
        let entries = ComponentCatalog.linked.entries(.dataset)
        #expect(Set(types.flatMap(\.names)) == Set(entries.map(\.name)))
        for entry in entries {
            let own = types.first { $0.names == [entry.name] }.map { Self.codes($0.cells[1]) } ?? []
            #expect(
                Set(entry.settings.map(\.name)) == Set(shared.flatMap(\.names) + own),
                "keys of the data set \(entry.name)")
            for setting in entry.settings {
                guard let row = shared.first(where: { $0.names.contains(setting.name) }) else { continue }
                expect(setting, hasDefaultIn: row.cells[0], of: entry.name)
            }
        }
    }

    @Test func everyComponentIsListed() throws {
        let tables = try Self.rows("## Networks", "section") + Self.rows("## Losses and regularizers", "section")
        for (names, cells) in tables {
            let section = try #require(names.first?.split(separator: ".").last.map(String.init))
            let role = try #require(ComponentRole.allCases.first { $0.section == section })
            #expect(
                Self.codes(cells[0]).sorted() == ComponentCatalog.linked.entries(role).map(\.name).sorted(),
                "\(section)")
        }
        #expect(tables.count == 6)
    }

    // MARK: Comparison

    private func expect(
        _ settings: [SettingDescription], in rows: [(names: [String], cells: [String])], of owner: String
    ) throws {
        #expect(rows.flatMap { $0.names }.sorted() == settings.map(\.name).sorted(), "keys of \(owner)")
        for (names, cells) in rows {
            for name in names {
                guard let setting = settings.first(where: { $0.name == name }) else { continue }
                expect(setting, hasDefaultIn: cells[0], of: owner)
            }
        }
    }

    private func expect(_ setting: SettingDescription, hasDefaultIn cell: String, of owner: String) {
        let plain = cell.replacingOccurrences(of: "`", with: "")
        switch setting.defaultValue {
        case nil: #expect(plain.hasPrefix("required"), "\(setting.name) of \(owner) is required")
        // The page explains the keys of a group elsewhere.
        case let value? where !value.entries.isEmpty: break
        case let value?:
            let words = plain.split(separator: #/; |: | or /#).map(String.init)
            #expect(
                words.contains(value.inlineText),
                "\(setting.name) of \(owner): the default is \(value.inlineText), not \(cell)")
        }
    }
}

extension SettingType {
    /// The keys of a group, also of one that may be null.
    fileprivate var keys: [SettingDescription] {
        switch self {
        case .group(let settings): settings
        case .optional(let wrapped): wrapped.keys
        default: []
        }
    }
}
