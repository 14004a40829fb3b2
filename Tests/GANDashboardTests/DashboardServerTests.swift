import FlyingSocks
import Foundation
import GANDashboard
import GANTestSupport
import GANTrain
import Testing

/// The server with sockets on the loopback address: clients that send nonsense, too much or nothing.
@Suite(.serialized) struct DashboardServerTests {
    private let place: Workplace

    init() throws { place = try Workplace() }

    /// Limits that nobody reaches: in a suite on all cores, a request that is there can wait for minutes for a thread.
    private static let patient = {
        var limits = DashboardServer.Limits()
        (limits.requestSeconds, limits.answerSeconds, limits.closingSeconds) = (86_400, 86_400, 86_400)
        return limits
    }()

    /// What a client gets that sends some bytes. The server answers each request with its path.
    private func answer(to bytes: [UInt8], _ limits: DashboardServer.Limits = patient) async throws -> String {
        try await withServer(limits, answer: Self.path) { port in try await Self.exchange(bytes, port) }
    }

    @Sendable private static func path(_ request: HTTPRequest) -> HTTPResponse {
        .text(200, request.path.joined(separator: ","))
    }

    private func withServer<Value: Sendable>(
        _ limits: DashboardServer.Limits, answer: @escaping @Sendable (HTTPRequest) -> HTTPResponse,
        _ body: @escaping @Sendable (UInt16) async throws -> Value
    ) async throws -> Value {
        let server = try DashboardServer("127.0.0.1", port: 0, limits, answer: answer)
        let port = try #require(server.port)
        let task = Task { try await server.run() }
        defer { task.cancel() }
        return try await body(port)
    }

    /// Sends bytes, and reads until the server closes.
    private static func exchange(_ bytes: [UInt8], _ port: UInt16) async throws -> String {
        let socket = try AsyncSocket(socket: Socket(domain: Int32(AF_INET)), pool: await .client)
        defer { try? socket.close() }
        try await socket.connect(to: .inet(ip4: "127.0.0.1", port: port))
        try? await socket.write(Data(bytes))
        var received: [UInt8] = []
        while let part = try? await socket.read(atMost: 4096) { received += part }
        return String(decoding: received, as: UTF8.self)
    }

    @Test func aRequestIsAnswered() async throws {
        let get = try await answer(to: Array("GET /a/b HTTP/1.1\r\nHost: x\r\n\r\n".utf8))
        #expect(get.hasPrefix("HTTP/1.1 200 OK\r\n") && get.hasSuffix("\r\n\r\na,b\n"))
        let head = try await answer(to: Array("HEAD /a/b HTTP/1.1\r\nHost: x\r\n\r\n".utf8))
        #expect(head.hasSuffix("\r\n\r\n") && head.contains("Content-Length: 4\r\n"))
    }

    /// A file that got shorter ends early; the client knows its length.
    @Test(arguments: [0, 10]) func aFileIsSent(_ missing: Int) async throws {
        let text = (0..<100_000).map { "\($0)\n" }.joined()
        let (file, size) = try RunContents.open(place.write("sheet", text))
        let response = HTTPResponse(200, type: "text/plain", SentFile(file, size: size + missing))
        let (get, head) = try await withServer(Self.patient) { _ in
            response
        } _: { port in
            let get = try await Self.exchange(Array("GET / HTTP/1.1\r\n\r\n".utf8), port)
            return (get, try await Self.exchange(Array("HEAD / HTTP/1.1\r\n\r\n".utf8), port))
        }
        #expect(head.contains("\r\nContent-Length: \(size + missing)\r\n") && head.hasSuffix("\r\n\r\n"))
        #expect(get == head + text)
    }

    /// Clients that ask and do not read would otherwise fill the memory.
    @Test func answersTogetherHaveALimitOfMemory() async throws {
        var limits = Self.patient
        limits.heldBytes = 1 << 20
        // More than the system takes for a client that does not read.
        let large = String(repeating: "x", count: 64 << 20)
        let received = try await withServer(limits) { request in
            .text(200, request.path == ["large"] ? large : "small")
        } _: { port in
            let first = try AsyncSocket(socket: Socket(domain: Int32(AF_INET)), pool: await .client)
            defer { try? first.close() }
            try await first.connect(to: .inet(ip4: "127.0.0.1", port: port))
            try await first.write(Data("GET /large HTTP/1.1\r\n\r\n".utf8))
            // It is held from before its first byte comes.
            _ = try await first.read(atMost: 1)
            return try await Self.exchange(Array("GET /small HTTP/1.1\r\n\r\n".utf8), port)
        }
        #expect(received.hasPrefix("HTTP/1.1 503 Service Unavailable\r\n"))
        #expect(received.contains("\r\nRetry-After: 5\r\n"))
        #expect(received.hasSuffix("Too many large answers are sent at the moment. Try again in a few seconds.\n"))
    }

    @Test func heldBytesAreGivenBack() {
        let held = HeldBytes(most: 100)
        #expect(held.take(60) && !held.take(41) && held.take(40) && !held.take(1))
        held.give(60)
        #expect(held.take(60) && !held.take(1))
        for count in [60, 40] { held.give(count) }
        // Otherwise it would never be sent.
        #expect(held.take(1000) && !held.take(1))
        // Sheets are sent from their files and hold nothing.
        #expect(held.take(0))
        held.give(1000)
        #expect(held.take(100))
    }

    /// Answers that take long would otherwise keep the threads of all tasks, and so stop the server.
    @Test func anAnswerTakesNoThreadOfTasks() async throws {
        let received = try await withServer(Self.patient) { _ in
            .text(200, withUnsafeCurrentTask { $0 == nil } ? "no task" : "a task")
        } _: { port in
            try await Self.exchange(Array("GET / HTTP/1.1\r\n\r\n".utf8), port)
        }
        #expect(received.hasSuffix("\r\n\r\nno task\n"), "\(received)")
    }

    @Test(arguments: [
        ("no request\r\n\r\n", 400), ("GET / HTTP/3.0\r\n\r\n", 505),
        ("GET / HTTP/1.1\r\na: " + String(repeating: "x", count: 20_000), 431),
    ]) func whatIsBrokenOrHugeIsRefused(_ text: String, _ status: Int) async throws {
        let received = try await answer(to: Array(text.utf8))
        #expect(received.hasPrefix("HTTP/1.1 \(status) "), "\(received.prefix(80))")
    }

    @Test func aSlowClientIsSentAway() async throws {
        var limits = Self.patient
        limits.requestSeconds = 0.05
        let received = try await answer(to: Array("GET / HT".utf8), limits)
        #expect(received.hasPrefix("HTTP/1.1 408 "))
    }

    /// Clients that send nothing keep their places until their time is over; then the next ones are answered: with 408 where the machine
    /// is so busy that the last one's time is over, too.
    @Test func manySilentClientsDoNotStopTheServer() async throws {
        var limits = DashboardServer.Limits()
        (limits.connections, limits.requestSeconds, limits.closingSeconds) = (2, 0.05, 0.05)
        let received = try await withServer(limits, answer: Self.path) { port in
            let silent = try (0..<8).map { _ in
                let socket = try Socket(domain: Int32(AF_INET))
                try socket.connect(to: .inet(ip4: "127.0.0.1", port: port))
                return socket
            }
            defer { for socket in silent { try? socket.close() } }
            return try await Self.exchange(Array("GET /a HTTP/1.1\r\n\r\n".utf8), port)
        }
        #expect(received.hasSuffix("\r\n\r\na\n") || received.hasPrefix("HTTP/1.1 408 "), "\(received.prefix(80))")
    }

    @Test func anAddressThatIsTakenIsNamed() throws {
        let first = try DashboardServer("127.0.0.1", port: 0) { _ in .text(200, "") }
        let port = try #require(first.port)
        let error = #expect(throws: ServerError.self) {
            _ = try DashboardServer("localhost", port: port) { _ in .text(200, "") }
        }
        #expect(
            error?.description
                == "it cannot listen at localhost, port \(port): Address already in use\n"
                + "  fix: give another port, or an address of this machine")
        #expect(throws: ServerError.noAddress("nowhere.example")) {
            _ = try DashboardServer("nowhere.example", port: 0) { _ in .text(200, "") }
        }
    }

    // MARK: The program

    private func program(_ words: String...) throws -> Program {
        try Program.run(Program.products.appending(path: "ganzoo-dashboard").path, words)
    }

    @Test func theProgramRefusesInWords() throws {
        let missing = try program("/no/such/runs")
        #expect(missing.status == 2 && missing.output.isEmpty)
        #expect(
            missing.errors
                == "ganzoo-dashboard: /no/such/runs: No such file or directory\n  fix: give a folder with runs in it\n")
        let host = try program(place.folder.path, "--host", "nowhere.example")
        #expect(host.status == 2 && host.errors.contains("`nowhere.example` is not an IPv4 or IPv6 address"))
        #expect(try program("--help").output.contains("--port"))
        let port = try program(place.folder.path, "--port", "99999")
        #expect(port.status != 0 && port.errors.contains("99999"))
    }
}
