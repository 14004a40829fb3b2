import CCrypto
import CGANPage
import Foundation
import GANCore

/// A page that needs nothing but itself: style, script, pictures and data are inside.
struct ReportPage {
    let title: String
    /// What stands below the title.
    let introduction: Markup
    let sections: [Markup.Section]
    let data: PageData

    /// The file's text.
    /// - Throws: an error of the encoder.
    func html() throws -> String {
        let json = try data.json()
        return """
            <!DOCTYPE html>
            <html lang="en">
            \(head.source)
            <body>
            \(body.source)
            <script type="application/json" id="page-data">\(json)</script>
            <script>\(Self.chart)</script>
            <script>\(Self.script)</script>
            </body>
            </html>

            """
    }

    private var head: Markup {
        """
        <head>
        <meta charset="utf-8">
        <meta http-equiv="Content-Security-Policy" content="\(Self.policy)">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <meta name="generator" content="GANZoo">
        <title>\(title.onOneLine)</title>
        <style>\(Markup(trusted: Self.style))</style>
        </head>
        """
    }

    private var body: Markup {
        let contents = sections.map { section -> Markup in "<li><a href=\"#\(section.id)\">\(section.title)</a></li>" }
        let parts = sections.map { section -> Markup in
            """
            <section id="\(section.id)" aria-labelledby="\(section.id)-title">
            <h2 id="\(section.id)-title">\(section.title)</h2>
            \(section.content)
            </section>

            """
        }
        return """
            <header>
            <h1>\(.name(title))</h1>
            \(introduction)
            <nav aria-label="Contents"><ul>\(contents)</ul></nav>
            <noscript><p>Curves and sliders need JavaScript. All tables and the newest sheets are here without it.</p></noscript>
            </header>
            <main>
            \(parts)</main>
            <footer>
            <p class="soft">Written by GANZoo, \(ProgramBuild.commit). Nothing is loaded from a network.</p>
            \(.details("License of Chart.js, which draws the curves", "<pre class=\"license\">\(Self.license)</pre>"))
            </footer>
            """
    }

    // MARK: Its own parts

    private static let chart = unsafe String(cString: ganzoo_chart_script())
    private static let license = unsafe String(cString: ganzoo_chart_license())
    private static let script = unsafe String(cString: ganzoo_page_script())
    private static let style = unsafe String(cString: ganzoo_page_style())

    /// Forbids everything but this style, these two scripts, and pictures that stand in the page. So markup that gets into the page runs
    /// nothing, and nothing can be sent.
    private static let policy: String = {
        let scripts = [chart, script].map(source).joined(separator: " ")
        return "default-src 'none'; script-src \(scripts); style-src \(source(style)); img-src data:; base-uri 'none'; "
            + "form-action 'none'"
    }()

    /// The name of a text in a policy (Content Security Policy Level 3, section 2.3.1).
    private static func source(_ text: String) -> String {
        let bytes = Array(text.utf8)
        var digest = [UInt8](repeating: 0, count: Int(SHA256_DIGEST_LENGTH))
        _ = unsafe SHA256(bytes, bytes.count, &digest)
        return "'sha256-\(Data(digest).base64EncodedString())'"
    }
}
