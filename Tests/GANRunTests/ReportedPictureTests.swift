import Foundation
import GANTestSupport
import GANZoo
import Testing

@testable import GANRun

/// Nearest training images and walks along directions on pages about runs.
@Suite struct ReportedPictureTests {
    private let run: ReportedRun

    init() throws { run = try ReportedRun(Workplace()) }

    private func page() throws -> String { try RunReport(of: run.folder).html }

    private func shown(_ page: String) throws -> [String: Any]? {
        let start = try #require(page.range(of: "id=\"page-data\">"))
        let text = page[start.upperBound...].prefix { $0 != "<" }
        let data = try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any]
        return data?["walks"] as? [String: Any]
    }

    // MARK: Nearest training images

    /// The newest sheet, with a table of classes and files. Names are text.
    @Test func nearestImagesHaveClassesAndFiles() throws {
        try run.writeIndexedSheet("nearest.png", ["made", "1"], [("old", "", [[], ["old.png"]])])
        try run.writeIndexedSheet(
            "nearest-2.png", ["made", "1", "2"],
            [("cat", "10", [[], ["cat", "0001.png"], ["<b>", "قطة.png"]]), ("dog", "", [[], ["dog", "7.png"]])])
        let page = try page()
        #expect(page.contains("wrote it: nearest-2.png</p>") && !page.contains("old.png"))
        #expect(page.contains("<th scope=\"col\">generated</th><th scope=\"col\">1</th><th scope=\"col\">2</th>"))
        let cells = [
            "<th scope=\"row\"><bdi>cat</bdi> (10)</th>",
            "<td class=\"value\"><bdi>cat</bdi>, <bdi>0001.png</bdi></td>",
            "<td class=\"value\"><bdi>&lt;b&gt;</bdi>, <bdi>قطة.png</bdi></td>",
        ]
        #expect(page.contains(cells.joined()), "\(page)")
        #expect(page.contains("<th scope=\"row\"><bdi>dog</bdi></th>"))
    }

    /// A sheet of an earlier program has no names.
    @Test func aSheetWithoutNamesIsShown() throws {
        try run.writeIndexedSheet("nearest.png", ["made"], [])
        let plain = try run.writeSheet(step: 0)
        try plain.write(to: URL(fileURLWithPath: "\(run.folder)/generated/nearest.png"))
        let page = try page()
        #expect(page.contains("alt=\"Generated images, each followed by its nearest training images\""))
        #expect(!page.contains("Classes and files of the training images"))
    }

    // MARK: Walks

    private static let starts = ["T-shirt, seed 0", "</script>, seed 1"]

    private func writeWalks(_ folder: String = "directions", _ rows: [(String, String)]) throws {
        try run.writeIndexedSheet("\(folder)/walks.png", ["-1", "0", "1"], rows.map { ($0, $1, []) })
    }

    /// A slider for each direction, and a choice of the images where walks begin. The script finds all images in the sheet.
    @Test func walksHaveSliders() throws {
        try writeWalks("directions", [("direction 0", "old")])
        try writeWalks(
            "directions-10", Self.starts.flatMap { start in ["direction 0", "direction 1"].map { ($0, start) } })
        let page = try page()
        #expect(page.contains("wrote them: directions-10/walks.png."))
        for text in [
            "<canvas id=\"walk-2\" role=\"img\" aria-label=\"direction 1\" width=\"64\" height=\"64\"></canvas>",
            "<label for=\"walk-2-slider\"><bdi>direction 1</bdi></label>",
            "<input id=\"walk-2-slider\" type=\"range\" min=\"0\" max=\"2\" value=\"1\">",
            "<option value=\"1\">&lt;/script&gt;, seed 1</option>", "id=\"walks\" width=",
        ] { #expect(page.contains(text), "\(text)") }
        let walks = try #require(try shown(page))
        #expect(walks["distances"] as? [String] == ["-1", "0", "1"] && walks["starts"] as? [String] == Self.starts)
        let directions = try #require(walks["directions"] as? [[String: Any]])
        #expect(directions.map { $0["id"] as? String } == ["walk-1", "walk-2"])
        // Rows of 64 pixels with 4 between them: the second direction's rows are the second and the fourth.
        let (first, second) = (directions[0]["tops"] as? [Int], directions[1]["tops"] as? [Int])
        let top = try #require(first?.first)
        #expect(first == [top, top + 136] && second == [top + 68, top + 204])
        let columns = try #require(walks["columns"] as? [Int])
        #expect(zip(columns.dropFirst(), columns).map { $0 - $1 } == [68, 68])
    }

    /// Rows that are no walks have no sliders, and the sheet is shown as it is.
    @Test func otherRowsHaveNoSliders() throws {
        try writeWalks("directions", [("direction 0", "a"), ("direction 1", "b")])
        let page = try page()
        #expect(try shown(page) == nil)
        #expect(page.contains("id=\"walks\" width=") && !page.contains("walk-1-slider"))
    }

    /// A link could lead to any file.
    @Test func aLinkedFolderIsNoFolder() throws {
        let elsewhere = try ReportedRun(run.place, "other")
        try elsewhere.writeIndexedSheet("directions/walks.png", ["0"], [("direction 0", "a", [])])
        try run.writeIndexedSheet("nearest.png", ["made"], [])
        try FileManager.default.createSymbolicLink(
            atPath: "\(run.folder)/generated/directions",
            withDestinationPath: "\(elsewhere.folder)/generated/directions")
        #expect(!(try page().contains("id=\"directions\"")))
    }

    // MARK: Names in many scripts

    private static let words = [
        "şehir e\u{301}a\u{323}\u{302}", "Пшеница", "γάτα", "日本語の猫", "고양이", "قطة", "חתול", "बिल्ली", "แมว", "பூனை", "🐱 👩‍👩‍👧",
    ]

    /// Each name stands as it is in the texts, isolated from what is beside it, and in the data of the curves.
    @Test func namesInEveryScriptStandAsTheyAre() throws {
        let named = try ReportedRun(run.place, "خالد", classes: Self.words)
        try named.writeMetrics(steps: 3) { step in
            Dictionary(
                uniqueKeysWithValues: Self.words.flatMap {
                    [("spread.w.\($0)", step < 3 ? 1 : 0.001), ("spread.images.\($0)", 1)]
                } + [("spread.between", 0.1)])
        }
        try named.writeSheet(step: 3)
        try named.writeEvaluation(1, classes: Self.words.map { ($0, 1) })
        let page = try RunReport(of: named.folder).html
        #expect(page.contains("<meta charset=\"utf-8\">") && page.contains("<h1><bdi>خالد</bdi></h1>"))
        for word in Self.words {
            #expect(page.contains("<th scope=\"row\"><bdi>\(word)</bdi></th>"), "\(word)")
            #expect(page.contains("<th scope=\"col\"><bdi>\(word)</bdi></th>"), "\(word)")
            #expect(page.contains("\"name\":\"\(word)\""), "\(word)")
        }
    }
}
