import GANCore
import GANRun

/// A page of the server. Its style and scripts are files of the server, and it is fetched again while it is shown.
struct ServedPage {
    let title: String
    /// What stands below the title.
    let introduction: Markup
    let content: Markup
    /// JSON for the script of pages.
    let data: String

    /// The files beside pages, by their names in `/assets`.
    static let assets: [String: (type: String, text: String)] = [
        "page.css": ("text/css; charset=utf-8", PageAssets.style),
        "chart.js": ("text/javascript; charset=utf-8", PageAssets.chart),
        "page.js": ("text/javascript; charset=utf-8", PageAssets.script),
        "refresh.js": ("text/javascript; charset=utf-8", PageAssets.refreshing),
        "icon.svg": ("image/svg+xml", icon),
    ]

    /// A sheet of four images. Browsers ask for an icon in any case.
    private static let icon = """
        <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 16 16">
        <path fill="#0b6e99" d="M1 1h6v6H1z"/><path fill="#d98324" d="M9 1h6v6H9z"/>
        <path fill="#8a3ffc" d="M1 9h6v6H1z"/><path fill="#2e8540" d="M9 9h6v6H9z"/>
        </svg>

        """

    var html: String {
        let markup: Markup = """
            <!DOCTYPE html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <title>\(title.onOneLine)</title>
            <link rel="icon" href="/assets/icon.svg">
            <link rel="stylesheet" href="/assets/page.css">
            </head>
            <body>
            <header>
            <h1>\(.name(title))</h1>
            \(introduction)
            </header>
            <p id="connection" class="alarm" role="status"></p>
            <noscript><p>Curves, sliders, and new figures without a reload, need JavaScript.</p></noscript>
            <main>
            \(content)
            </main>
            <footer>
            <p class="soft">GANZoo, \(ProgramBuild.commit). Nothing is loaded from another server.</p>
            \(.chartLicense)
            </footer>
            <script type="application/json" id="page-data">\(Markup(trusted: data))</script>
            <script src="/assets/chart.js"></script>
            <script src="/assets/page.js"></script>
            <script src="/assets/refresh.js"></script>
            </body>
            </html>

            """
        return markup.source
    }
}

/// Addresses on the server.
enum PageAddress {
    static func run(_ name: String) -> String { "/run/\(escaped(name))" }

    /// - Parameter step: of the sheet, so that a browser fetches a new one at once.
    static func sheet(_ name: String, step: Int) -> String { "/sheet/\(escaped(name))?step=\(step)" }

    /// The first page with runs that are chosen to be compared.
    static func overview(_ choice: RunChoice) -> String {
        choice.names.isEmpty ? "/" : "/?\(query(choice.names))"
    }

    static func comparison(_ choice: RunChoice) -> String { "/compare?\(query(choice.names))" }

    /// The plot of classes of a page that compares runs.
    /// - Parameter bytes: its file, so that a browser fetches another one at once.
    static func plot(_ name: String, of runs: [String], _ bytes: [UInt8]) -> String {
        "/plot/\(name)?\(query(runs))&version=\(PageAssets.digest(bytes).prefix(8).map { "\($0)" }.joined(separator: "-"))"
    }

    static func plotName(_ theme: Figure.Theme) -> String { theme == .dark ? "dark" : "light" }

    private static func query(_ names: [String]) -> String {
        names.map { "\(RunChoice.key)=\(escaped($0))" }.joined(separator: "&")
    }

    /// The parts of a name between slashes, each with escapes for what is no letter or digit.
    private static func escaped(_ name: String) -> String {
        name.utf8.reduce(into: "") { text, byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: "/"):
                text.unicodeScalars.append(Unicode.Scalar(byte))
            default:
                let digits = String(byte, radix: 16, uppercase: true)
                text += digits.count == 1 ? "%0\(digits)" : "%\(digits)"
            }
        }
    }
}
