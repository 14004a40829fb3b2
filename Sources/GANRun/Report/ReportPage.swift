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
            <script>\(PageAssets.chart)</script>
            <script>\(PageAssets.script)</script>
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
        <style>\(Markup(trusted: PageAssets.style))</style>
        </head>
        """
    }

    private var body: Markup {
        """
        <header>
        <h1>\(.name(title))</h1>
        \(introduction)
        \(.contents(sections))
        <noscript><p>Curves and sliders need JavaScript. All tables and the newest sheets are here without it.</p></noscript>
        </header>
        <main>
        \(.sections(sections))</main>
        <footer>
        <p class="soft">Written by GANZoo, \(ProgramBuild.commit). Nothing is loaded from a network.</p>
        \(.chartLicense)
        </footer>
        """
    }

    /// Forbids everything but this style, these two scripts, and pictures that stand in the page. So markup that gets into the page runs
    /// nothing, and nothing can be sent.
    private static let policy: String = {
        let scripts = [PageAssets.chart, PageAssets.script].map(PageAssets.source).joined(separator: " ")
        let style = PageAssets.source(PageAssets.style)
        return "default-src 'none'; script-src \(scripts); style-src \(style); img-src data:; base-uri 'none'; "
            + "form-action 'none'"
    }()
}
