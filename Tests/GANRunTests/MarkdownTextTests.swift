import Foundation
import GANTestSupport
import GANZoo
import Testing

@testable import GANRun

/// Model cards of runs of a stranger, whose names are HTML and Markdown.
@Suite struct MarkdownTextTests {
    @Test func textIsEscapedAndLiteralsAreNot() {
        let (text, number): (String, Int) = ("<a> & `b` *c* _d_ [e](f) | #g\nh \\i http://j @k $l$ ~m~ ![n]", 3)
        let inner: MarkdownText = "**x**"
        let markdown: MarkdownText = "| \(text) | \(number) | \(1.5) \(inner) |"
        #expect(
            markdown.source
                == ##"| &lt;a\> &amp; \`b\` \*c\* \_d\_ \[e\]\(f\) \| \#g\##u{FFFD}h \\i http\://j &#8203;\@k \$l\$ \~m\~ \!\[n\] | 3 | 1.5 **x** |"##
        )
        #expect(("\(code: "a`b\nc")" as MarkdownText).source == "`a'b\u{FFFD}c`")
    }

    /// GitHub makes links of these, also where a character is escaped.
    @Test(arguments: [
        ("www.evil.example", "www&#8203;.evil.example"), ("(WWW.evil.example", #"\(WWW&#8203;.evil.example"#),
        ("me@evil.example", #"me&#8203;\@evil.example"#), ("ww.w", "ww.w"),
    ])
    func addressesAreNoLinks(_ text: String, _ source: String) {
        #expect(("\(text)" as MarkdownText).source == source)
    }

    /// The card had the program's name as it was, with all of its lines, and classes as HTML.
    @Test func aCardHasNamesAsText() throws {
        let hostile = "x\n\n# Approved\n<img src=x onerror=alert(1)> [click](http://evil.example) | `y`"
        let run = try ReportedRun(Workplace(), classes: ["<b>cat", "[dog](http://evil.example)"])
        let path = "\(run.folder)/run.json"
        var written = try #require(
            try JSONSerialization.jsonObject(with: Data(contentsOf: URL(fileURLWithPath: path))) as? [String: Any])
        (written["program"], written["imported"]) = (hostile, ["/a/\(hostile)"])
        try run.write("run.json", String(decoding: JSONSerialization.data(withJSONObject: written), as: UTF8.self))
        let manifest = try RunManifest(of: .checked(run.folder), folder: run.folder)
        let card = try ModelCard(
            file: "a`b.onnx", title: hostile, manifest: manifest, recipe: RunRecipe(run.folder).checked(), reports: [],
            usage: ["## Use in Python"]
        ).text
        let lines = card.splitAtLineFeeds()
        #expect(lines.filter { $0.hasPrefix("# ") }.count == 1 && !lines.contains("# Approved"))
        #expect(!card.contains("<img") && !card.contains("<b>") && !card.contains("](http:"))
        #expect(card.contains(#"| &lt;b\>cat | 10 |"#) && card.contains(#"| \[dog\]\(http\://evil.example\) | 10 |"#))
        #expect(card.contains("`a'b.onnx`: generator `") && card.contains("\n## Use in Python\n"))
        #expect(lines.contains { $0.hasPrefix(#"Trained by GANZoo, x"#) && $0.contains(#"\[click\]"#) })
    }
}
