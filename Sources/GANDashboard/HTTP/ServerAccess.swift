import Foundation

/// Who may ask the server.
package struct ServerAccess: Sendable {
    /// Must be known to who asks; nil on a loopback address, which only users of this machine reach.
    package let token: String?

    package init(token: String?) { self.token = token }

    /// A token of 130 random bits, in letters and digits.
    package static func newToken() -> String {
        var generator = SystemRandomNumberGenerator()
        let letters = Array("abcdefghijklmnopqrstuvwxyz234567")
        return String((0..<26).map { _ in letters[Int(generator.next(upperBound: UInt64(letters.count)))] })
    }

    /// The answer to who may not ask, or who gives the token for the first time; nil to who may.
    package func refusal(of request: HTTPRequest) -> HTTPResponse? {
        guard let token else { return loopbackRefusal(of: request) }
        if let given = request.query[Self.key]?.last {
            guard Self.isEqual(given, token) else { return unauthorized }
            let cookie = "\(cookie)=\(token); Path=/; HttpOnly; SameSite=Lax"
            // Strict would not come back from a link in a mail. The answer takes the token out of the address, which people copy and show.
            return .text(303, "", [("Location", "/"), ("Set-Cookie", cookie)])
        }
        let given = bearer(request) + cookies(request)
        return given.contains { Self.isEqual($0, token) } ? nil : unauthorized
    }

    package static let key = "token"

    /// Browsers send the cookies of all servers of a machine to each of them, so each has a name of its own.
    private var cookie: String { "ganzoo-dashboard-\(token?.prefix(4) ?? "")" }

    private var unauthorized: HTTPResponse {
        .text(
            401, "Open the address that ganzoo-dashboard printed: it has the token.", [("WWW-Authenticate", "Bearer")])
    }

    private func bearer(_ request: HTTPRequest) -> [String] {
        let value = request.headers["authorization"] ?? ""
        return value.lowercased().hasPrefix("bearer ") ? [String(value.dropFirst(7))] : []
    }

    private func cookies(_ request: HTTPRequest) -> [String] {
        let pairs = (request.headers["cookie"] ?? "").split { $0 == ";" || $0 == "," }.map { pair in
            pair.trimmingCharacters(in: .whitespaces).split(separator: "=", maxSplits: 1)
        }
        return pairs.filter { $0.count == 2 && $0[0] == cookie }.map { String($0[1]) }
    }

    /// Takes the same time wherever the first difference is.
    private static func isEqual(_ one: String, _ other: String) -> Bool {
        let (one, other) = (Array(one.utf8), Array(other.utf8))
        guard one.count == other.count else { return false }
        return zip(one, other).reduce(UInt8(0)) { $0 | ($1.0 ^ $1.1) } == 0
    }

    /// A page of a stranger could give its own name the address of this machine, and then read what the server answers.
    private func loopbackRefusal(of request: HTTPRequest) -> HTTPResponse? {
        let host = request.headers["host"] ?? ""
        let parts = host.wholeMatch(of: /(\[::1\]|[^:\[\]]+)(:[0-9]{1,5})?/)
        let name = parts.map { $0.1 == "[::1]" ? "::1" : String($0.1) }
        let isLoopback = name.map(DashboardServer.isLoopback) ?? false
        return isLoopback ? nil : .text(403, "The server answers under names of this machine alone, such as localhost.")
    }
}
