import Foundation
import GANDashboard
import GANTestSupport
import Testing

/// The slider over the sheets on a run's page. What it does in a browser, `Tests/Pages/served.py` looks at.
@Suite struct SheetSliderTests {
    private let place: Workplace
    private let dashboard: Dashboard
    private let run: ReportedRun

    init() throws {
        place = try Workplace()
        run = try ReportedRun(place, "runs/a <b>")
        dashboard = try Dashboard(place.path("runs"), ServerAccess(token: nil))
    }

    private func answer(_ kind: String, _ query: [String: [String]] = [:]) -> HTTPResponse {
        let headers = ["host": "localhost"]
        return dashboard.answer(HTTPRequest(path: [kind, "a <b>"], query: query, headers: headers), at: Date())
    }

    private func page() -> String {
        dashboard.refresh()
        return String(decoding: answer("run").body, as: UTF8.self)
    }

    /// What the script reads.
    private func sheets(_ page: String) throws -> [[String: Any]] {
        let text = try #require(page.firstMatch(of: /id="page-data">([^<]*)</)).1
        let data = try #require(try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
        return try #require(data["sheets"] as? [[String: Any]])
    }

    @Test func oneSheetHasNoSlider() throws {
        #expect(!page().contains("id=\"sheets\""))
        try run.writeSheet(step: 1)
        let page = page()
        #expect(!page.contains("type=\"range\"") && page.contains("src=\"/sheet/a%20%3Cb%3E?step=1\""))
    }

    @Test func eachSheetHasAnAddress() throws {
        let written = try [0, 5, 10].map { try run.writeSheet(step: $0) }
        let page = page()
        #expect(page.contains("<label for=\"sheet-slider\">Training</label>"))
        #expect(page.contains("<input id=\"sheet-slider\" type=\"range\" min=\"0\" max=\"2\" value=\"2\">"))
        #expect(page.contains("for=\"sheet-slider\">0.1 kimg</output>"))
        let sheets = try sheets(page)
        #expect(sheets.map { $0["name"] as? String } == ["0 kimg", "0.05 kimg", "0.1 kimg"])
        #expect(sheets.map { $0["step"] as? Int } == [0, 5, 10])
        let addresses = [0, 5, 10].map { "/sheet/a%20%3Cb%3E?step=\($0)" }
        #expect(sheets.map { $0["source"] as? String } == addresses)
        #expect([0, 5, 10].map { sent(answer("sheet", ["step": ["\($0)"]])) } == written)
    }

    @Test func newSheetsAreOnTheNextPage() throws {
        try run.writeSheet(step: 1)
        try run.writeSheet(step: 2)
        #expect(try sheets(page()).count == 2)
        try run.writeSheet(step: 3)
        #expect(try sheets(page()).last?["step"] as? Int == 3)
    }

    /// The first and the last are among them.
    @Test func ofManySheetsSomeAreChosen() throws {
        for step in 0...250 { try run.writeSheet(step: step, side: 1) }
        let page = page()
        let steps = try sheets(page).compactMap { $0["step"] as? Int }
        #expect(steps.count == 200 && steps.first == 0 && steps.last == 250 && steps == steps.sorted())
        #expect(page.contains("200 of 251 sheets, evenly chosen."))
    }

    /// Names of files come from strangers: two of them can be of one step, at which the slider would stop. Only the one counts that a run
    /// writes.
    @Test func filesOfOneStepAreNoTrap() throws {
        let sheet = try run.writeSheet(step: 1)
        for name in ["fakes-1.png", "fakes-0000001.png"] {
            try sheet.write(to: URL(fileURLWithPath: "\(run.folder)/samples/\(name)"))
        }
        #expect(page().contains("?step=1"))
        try run.writeSheet(step: 123_456)
        #expect(try sheets(page()).map { $0["step"] as? Int } == [1, 123_456])
    }

    @Test(arguments: [nil, "", "2", "-1", "01x", "99999999999999999999"]) func otherStepsAreNotFound(_ step: String?)
        throws
    {
        try run.writeSheet(step: 1)
        _ = page()
        #expect(answer("sheet", step.map { ["step": [$0]] } ?? [:]).status == 404)
    }
}
