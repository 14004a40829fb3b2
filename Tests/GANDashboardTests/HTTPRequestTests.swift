import Foundation
import GANDashboard
import Testing

/// Heads of requests, broken ones too.
@Suite struct HTTPRequestTests {
    private func request(_ text: String) throws -> HTTPRequest { try HTTPRequest(head: Array(text.utf8)) }

    @Test func aHeadIsRead() throws {
        let request = try request(
            "GET /run/my%20run/a%2Fb?step=12&x=%26&y&step=3 HTTP/1.1\r\nHost: localhost:8060\r\nCookie: a=1\r\ncookie:b=2 \r\n\r\n"
        )
        #expect(request.method == "GET" && request.path == ["run", "my run", "a/b"])
        #expect(request.query == ["step": ["12", "3"], "x": ["&"], "y": [""]])
        #expect(request.headers == ["host": "localhost:8060", "cookie": "a=1,b=2"])
        #expect(try self.request("HEAD / HTTP/1.0\n\n").path == [])
        #expect(try self.request("GET /assets//page.css HTTP/1.1\r\n\r\n").path == ["assets", "", "page.css"])
    }

    @Test(arguments: [
        "", "GET\r\n\r\n", "GET /\r\n\r\n", "GET  / HTTP/1.1\r\n\r\n", "GET / HTTP/1.1 \r\n\r\n",
        " GET / HTTP/1.1\r\n\r\n",
        "G\u{1}T / HTTP/1.1\r\n\r\n", "GET http://elsewhere/ HTTP/1.1\r\n\r\n", "GET * HTTP/1.1\r\n\r\n",
        "GET /ä HTTP/1.1\r\n\r\n", "GET /a\u{7}b HTTP/1.1\r\n\r\n", "GET /%zz HTTP/1.1\r\n\r\n",
        "GET /%2 HTTP/1.1\r\n\r\n",
        "GET /%00 HTTP/1.1\r\n\r\n", "GET /%FF HTTP/1.1\r\n\r\n", "GET /?a=%C3 HTTP/1.1\r\n\r\n",
        "GET / HTTP/1.1\r\nno header\r\n\r\n", "GET / HTTP/1.1\r\n folded: a\r\n\r\n",
        "GET / HTTP/1.1\r\nHost : a\r\n\r\n",
        "GET / HTTP/1.1\r\n: a\r\n\r\n", "\u{16}\u{3}\u{1} hello TLS\r\n\r\n", "GET / SPDY/3.0\r\n\r\n",
    ]) func whatIsBrokenIsRefused(_ text: String) {
        #expect(throws: HTTPRequest.Refusal.malformed) { try request(text) }
    }

    @Test func bytesThatAreNoTextAreRefused() {
        let bytes = Array("GET / HTTP/1.1\r\na: ".utf8) + [0xFF, 0xFE] + Array("\r\n\r\n".utf8)
        #expect(throws: HTTPRequest.Refusal.malformed) { try HTTPRequest(head: bytes) }
    }

    @Test func anotherVersionIsRefused() {
        #expect(throws: HTTPRequest.Refusal.version) { try request("GET / HTTP/2.0\r\n\r\n") }
        #expect(HTTPRequest.Refusal.version.response.status == 505)
    }

    /// A head may come in any number of parts.
    @Test(
        arguments: [
            ("GET / HTTP/1.1\r\n\r\nrest", 18), ("GET / HTTP/1.1\n\nrest", 16), ("GET / HTTP/1.1\r\na: b\r\n\r\n", 24),
            ("GET / HTTP/1.1\r\na: b\r\n", nil), ("GET / HTTP/1.1\r\na: b\r\n\r", nil), ("", nil), ("\r\n\r\n", 4),
        ] as [(String, Int?)]) func theEndOfAHeadIsFound(_ text: String, _ length: Int?)
    {
        #expect(HTTPRequest.length(ofHeadIn: Array(text.utf8)) == length)
    }

    @Test func anAnswerHasItsLength() {
        let response = HTTPResponse(200, type: "text/html", Data("é".utf8), keptFor: 60)
        let head = String(decoding: response.head, as: UTF8.self)
        #expect(head.hasPrefix("HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 2\r\n"))
        #expect(head.hasSuffix("\r\n\r\n") && head.contains("\r\nCache-Control: private, max-age=60\r\n"))
        #expect(head.contains("\r\nConnection: close\r\n"))
        #expect(response.body == Data("é".utf8))
    }
}
