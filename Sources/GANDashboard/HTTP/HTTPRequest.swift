import Foundation

/// The head of a request of HTTP/1 (RFC 9112). A body is not read: the connection ends after the answer.
package struct HTTPRequest: Hashable, Sendable {
    package let method: String
    /// The parts of the path without escapes: `["run", "my run"]`. Empty for `/`.
    package let path: [String]
    /// Values of the query by names, without escapes; those of one name in their order.
    package let query: [String: [String]]
    /// Values by names in small letters. Values of one name that stands several times are joined by commas.
    package let headers: [String: String]

    package init(
        _ method: String = "GET", path: [String], query: [String: [String]] = [:], headers: [String: String] = [:]
    ) {
        (self.method, self.path, self.query, self.headers) = (method, path, query, headers)
    }

    /// Most bytes of a head.
    package static let largestHead = 16 << 10

    /// The number of bytes of a head with the empty line that ends it; nil if it has not ended.
    package static func length(ofHeadIn bytes: [UInt8]) -> Int? {
        var lineStart = 0
        for (index, byte) in bytes.enumerated() where byte == lineFeed {
            let length = index - lineStart - (index > 0 && bytes[index - 1] == carriageReturn ? 1 : 0)
            if length <= 0, lineStart > 0 { return index + 1 }
            lineStart = index + 1
        }
        return nil
    }

    /// - Parameter head: its bytes, with the empty line that ends it.
    /// - Throws: `Refusal`.
    package init(head bytes: [UInt8]) throws(Refusal) {
        let lines = bytes.split(separator: Self.lineFeed, omittingEmptySubsequences: false).map { line in
            line.last == Self.carriageReturn ? line.dropLast() : line
        }
        let words = lines[0].split(separator: Self.space, omittingEmptySubsequences: false)
        guard words.count == 3, let method = Self.token(words[0]) else { throw .malformed }
        guard words[2].starts(with: "HTTP/1.".utf8), words[2].count == 8 else {
            throw words[2].starts(with: "HTTP/".utf8) ? .version : .malformed
        }
        guard words[1].first == UInt8(ascii: "/"), words[1].allSatisfy({ (0x21...0x7E).contains($0) }) else {
            throw .malformed
        }
        let target = words[1].split(separator: UInt8(ascii: "?"), maxSplits: 1, omittingEmptySubsequences: false)
        self.method = method
        path = try Self.path(target[0])
        query = try target.count == 2 ? Self.query(target[1]) : [:]
        headers = try Self.headers(lines.dropFirst().prefix { !$0.isEmpty })
    }

    private static let lineFeed = UInt8(ascii: "\n")
    private static let carriageReturn = UInt8(ascii: "\r")
    private static let space = UInt8(ascii: " ")

    private static func path(_ bytes: ArraySlice<UInt8>) throws(Refusal) -> [String] {
        var parts: [String] = []
        for part in bytes.dropFirst().split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false) {
            parts.append(try unescaped(part))
        }
        return parts == [""] ? [] : parts
    }

    private static func query(_ bytes: ArraySlice<UInt8>) throws(Refusal) -> [String: [String]] {
        var values: [String: [String]] = [:]
        for pair in bytes.split(separator: UInt8(ascii: "&")) {
            let parts = pair.split(separator: UInt8(ascii: "="), maxSplits: 1, omittingEmptySubsequences: false)
            let value = try parts.count == 2 ? unescaped(parts[1]) : ""
            values[try unescaped(parts[0]), default: []].append(value)
        }
        return values
    }

    private static func headers(_ lines: some Sequence<ArraySlice<UInt8>>) throws(Refusal) -> [String: String] {
        var values: [String: String] = [:]
        for line in lines {
            // A line that begins with a space would continue the one before: an obsolete form, which servers may refuse.
            let parts = line.split(separator: UInt8(ascii: ":"), maxSplits: 1, omittingEmptySubsequences: false)
            guard parts.count == 2, let name = token(parts[0])?.lowercased() else { throw .malformed }
            guard let text = String(validating: parts[1], as: UTF8.self) else { throw .malformed }
            let value = text.trimmingCharacters(in: .whitespaces)
            values[name] = values[name].map { "\($0),\(value)" } ?? value
        }
        return values
    }

    /// A word of the characters that methods and names of headers have (RFC 9110, section 5.6.2); nil for others.
    private static func token(_ bytes: ArraySlice<UInt8>) -> String? {
        let allowed = bytes.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "a")...UInt8(ascii: "z"):
                true
            default: "!#$%&'*+-.^_`|~".utf8.contains(byte)
            }
        }
        return allowed && !bytes.isEmpty ? String(decoding: bytes, as: UTF8.self) : nil
    }

    private static func unescaped(_ bytes: ArraySlice<UInt8>) throws(Refusal) -> String {
        guard let text = String(decoding: bytes, as: UTF8.self).removingPercentEncoding,
            !text.unicodeScalars.contains("\0")
        else { throw .malformed }
        return text
    }
}

extension HTTPRequest {
    /// The reason why a request is not answered otherwise.
    package enum Refusal: Error, Hashable, Sendable {
        /// It is not HTTP.
        case malformed
        /// Its head is larger than `largestHead`.
        case tooLarge
        /// Its head did not come in time.
        case late
        /// It is not of HTTP/1.
        case version

        package var response: HTTPResponse {
            switch self {
            case .malformed: .text(400, "This is no request that the server understands.")
            case .tooLarge:
                .text(431, "The head of the request has more than \(HTTPRequest.largestHead >> 10) KiB.")
            case .late: .text(408, "The request did not come in time.")
            case .version: .text(505, "The server understands HTTP/1.1.")
            }
        }
    }
}
