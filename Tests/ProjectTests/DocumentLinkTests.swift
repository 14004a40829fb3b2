import Foundation
import Testing

/// A reader can follow every link in the documents, and finds every page from the index.
@Suite struct DocumentLinkTests {
    @Test func everyLinkLeadsSomewhere() throws {
        let documents = try ProjectFiles.documents()
        #expect(documents.count > 30)
        let anchors = Dictionary(uniqueKeysWithValues: documents.map { ($0.path, MarkdownText($0.text).anchors) })
        var count = 0
        for document in documents {
            for link in MarkdownText(document.text).links where Self.isRelative(link) {
                count += 1
                let (path, anchor) = Self.target(link, in: document.path)
                #expect(ProjectFiles.exists(path), "\(document.path) links to \(link), which does not exist")
                guard let anchor, let headings = anchors[path] else { continue }
                #expect(headings.contains(anchor), "\(document.path) links to \(link), but \(path) has no such heading")
            }
        }
        #expect(count > 150)
    }

    /// From `docs/README.md`, over links among the documents.
    @Test func everyPageIsReachableFromTheIndex() throws {
        let texts = Dictionary(
            uniqueKeysWithValues: try ProjectFiles.documents().map { ($0.path, MarkdownText($0.text)) })
        var (reached, open): (Set<String>, [String]) = (["docs/README.md"], ["docs/README.md"])
        while let page = open.popLast() {
            for link in texts[page]?.links ?? [] where Self.isRelative(link) {
                let path = Self.target(link, in: page).path
                if texts[path] != nil, reached.insert(path).inserted { open.append(path) }
            }
        }
        let pages = texts.keys.filter { $0.hasPrefix("docs/") || !$0.contains("/") }
        #expect(pages.count > 30)
        for page in pages.sorted() {
            #expect(reached.contains(page), "\(page) cannot be reached from docs/README.md")
        }
    }

    @Test func findsLinksAndAnchors() {
        let text = MarkdownText(
            """
            # A `title`: of [one](x.md)!
            See [the
            page](a.md#b-c), ![p](<p.png>) and `[no](n.md)`.

            ```
            [code](c.md)
            # no heading
            ```

            ## A title of one
            """)
        #expect(text.links == ["x.md", "a.md#b-c", "p.png"])
        #expect(text.anchors == ["a-title-of-one", "a-title-of-one-1"])
    }

    private static func isRelative(_ link: String) -> Bool { link.firstMatch(of: /^(?:[a-z]+:|\/)/) == nil }

    /// The path from the project's folder, and the anchor.
    private static func target(_ link: String, in document: String) -> (path: String, anchor: String?) {
        let parts = link.split(separator: "#", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        let anchor = parts.count == 2 ? parts[1] : nil
        guard !parts[0].isEmpty else { return (document, anchor) }
        let folder = (document as NSString).deletingLastPathComponent
        let path = URL(fileURLWithPath: "/\(folder)/\(parts[0])").standardizedFileURL.path
        return (String(path.dropFirst()), anchor)
    }
}
