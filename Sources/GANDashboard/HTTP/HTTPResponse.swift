import Foundation

/// An answer of the server.
package struct HTTPResponse: Sendable {
    package let status: Int
    /// In the order in which they are sent.
    package let headers: [Header]
    /// Empty if a file is sent.
    package let body: Data
    /// What is sent in place of `body`.
    package let file: SentFile?

    package struct Header: Hashable, Sendable {
        package let name: String
        package let value: String
    }

    /// - Parameters:
    ///   - type: the media type of the body.
    ///   - seconds: how long a browser may keep the answer; nil: not at all.
    ///   - others: further headers.
    package init(
        _ status: Int, type: String, _ body: Data, keptFor seconds: Int? = nil, _ others: [(String, String)] = []
    ) {
        self.init(status, type: type, body, nil, keptFor: seconds, others)
    }

    /// - Parameters:
    ///   - type: the media type of the file.
    ///   - seconds: as above.
    package init(_ status: Int, type: String, _ file: SentFile, keptFor seconds: Int? = nil) {
        self.init(status, type: type, Data(), file, keptFor: seconds, [])
    }

    private init(
        _ status: Int, type: String, _ body: Data, _ file: SentFile?, keptFor seconds: Int?,
        _ others: [(String, String)]
    ) {
        (self.status, self.body, self.file) = (status, body, file)
        let own = [
            ("Content-Type", type), ("Content-Length", "\(file?.size ?? body.count)"),
            ("Cache-Control", seconds.map { "private, max-age=\($0)" } ?? "no-store"),
        ]
        headers = (own + Self.protection + others).map { Header(name: $0.0, value: $0.1) }
    }

    package static func text(_ status: Int, _ text: String, _ others: [(String, String)] = []) -> HTTPResponse {
        HTTPResponse(status, type: "text/plain; charset=utf-8", Data("\(text)\n".utf8), others)
    }

    package subscript(name: String) -> String? { headers.first { $0.name == name }?.value }

    /// Allows scripts, style, pictures and requests of this server alone, and nothing that stands in a page. So markup that gets into a page runs
    /// nothing, and nothing can be sent elsewhere. No other page can show this one inside of it, or read what it answers.
    private static let protection = [
        (
            "Content-Security-Policy",
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; base-uri 'none'; "
                + "form-action 'none'; frame-ancestors 'none'"
        ), ("X-Content-Type-Options", "nosniff"), ("Referrer-Policy", "no-referrer"),
        ("Cross-Origin-Resource-Policy", "same-origin"), ("Connection", "close"),
    ]

    /// What is sent before the body; it is all of the answer to HEAD, whose headers are those of GET.
    package var head: Data {
        let lines = ["HTTP/1.1 \(status) \(Self.reasons[status] ?? "")"] + headers.map { "\($0.name): \($0.value)" }
        return Data((lines.joined(separator: "\r\n") + "\r\n\r\n").utf8)
    }

    private static let reasons = [
        200: "OK", 303: "See Other", 400: "Bad Request", 401: "Unauthorized", 403: "Forbidden", 404: "Not Found",
        405: "Method Not Allowed", 408: "Request Timeout", 431: "Request Header Fields Too Large",
        500: "Internal Server Error", 503: "Service Unavailable", 505: "HTTP Version Not Supported",
    ]
}
