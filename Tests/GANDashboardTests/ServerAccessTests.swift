import Foundation
import GANDashboard
import Testing

/// Who gets an answer.
@Suite struct ServerAccessTests {
    private func status(_ access: ServerAccess, _ headers: [String: String], query: [String: [String]] = [:]) -> Int? {
        access.refusal(of: HTTPRequest(path: [], query: query, headers: headers))?.status
    }

    // MARK: With a token

    private static let token = "abcdefghijklmnopqrstuvwxyz"
    private let access = ServerAccess(token: Self.token)

    @Test func theTokenIsNeeded() {
        #expect(status(access, ["host": "localhost"]) == 401)
        for wrong in ["", "abc", Self.token.uppercased(), Self.token + "a", String(Self.token.dropLast() + "2")] {
            #expect(status(access, ["authorization": "Bearer \(wrong)"]) == 401, "\(wrong)")
            #expect(status(access, ["cookie": "ganzoo-dashboard-abcd=\(wrong)"]) == 401, "\(wrong)")
            #expect(status(access, [:], query: ["token": [wrong]]) == 401, "\(wrong)")
        }
        #expect(status(access, ["authorization": Self.token, "cookie": Self.token]) == 401)
        #expect(status(access, ["cookie": "other=\(Self.token)"]) == 401)
    }

    /// The address with the token leads to one without, and a cookie that no script reads.
    @Test func theTokenLeavesTheAddress() throws {
        let answer = try #require(access.refusal(of: HTTPRequest(path: [], query: ["token": [Self.token]])))
        #expect(answer.status == 303 && answer["Location"] == "/")
        let cookie = try #require(answer["Set-Cookie"])
        #expect(cookie == "ganzoo-dashboard-abcd=\(Self.token); Path=/; HttpOnly; SameSite=Lax")
        let pair = String(cookie.prefix { $0 != ";" })
        #expect(status(access, ["cookie": pair]) == nil)
        #expect(status(access, ["cookie": "a=b; \(pair); ganzoo-dashboard-wxyz=other"]) == nil)
    }

    @Test func programsSendItAsABearer() {
        #expect(status(access, ["authorization": "Bearer \(Self.token)"]) == nil)
        #expect(status(access, ["authorization": "bearer \(Self.token)"]) == nil)
    }

    /// 26 of 32 letters are 130 bits.
    @Test func tokensDiffer() {
        let tokens = Set((0..<50).map { _ in ServerAccess.newToken() })
        #expect(tokens.count == 50)
        #expect(tokens.allSatisfy { $0.wholeMatch(of: /[a-z2-7]{26}/) != nil })
    }

    // MARK: Without one

    /// A page under a stranger's name that has the address of this machine must not read the answers.
    @Test(
        arguments: [
            ("localhost", nil), ("localhost:8060", nil), ("127.0.0.1:1", nil), ("127.1.2.3", nil), ("[::1]:8060", nil),
            ("evil.example", 403), ("localhost.evil.example", 403), ("127.0.0.1.evil.example:80", 403),
            ("192.168.0.2", 403),
            ("127.000.000.999", 403), ("127.0.0.256", 403), ("127.0.0.01", 403),
            ("127.٠.٠.١", 403), ("127.0.0.1:٨", 403),
            ("::1", 403), ("[127.0.0.1]", 403),
            ("", 403), ("localhost,evil.example", 403), ("localhost:x", 403), ("[::2]", 403),
        ] as [(String, Int?)]) func onlyNamesOfThisMachineAreAnswered(_ host: String, _ expected: Int?)
    {
        #expect(status(ServerAccess(token: nil), ["host": host]) == expected)
    }

    @Test func aRequestWithoutAHostIsRefused() { #expect(status(ServerAccess(token: nil), [:]) == 403) }

    @Test(arguments: [
        ("localhost", true), ("127.0.0.1", true), ("127.9.9.9", true), ("::1", true), ("0.0.0.0", false), ("::", false),
        ("192.168.1.4", false), ("127.0.0.1.evil", false), ("127.000.000.999", false),
        ("127.0.0.256", false), ("127.٠.٠.١", false), ("127.0.0.255", true), ("localhost.evil", false),
    ]) func loopbackIsKnown(_ host: String, _ expected: Bool) { #expect(DashboardServer.isLoopback(host) == expected) }
}
