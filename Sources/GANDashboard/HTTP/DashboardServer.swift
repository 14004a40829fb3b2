import FlyingSocks
import Foundation

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// Reads requests from sockets and writes the answers: one request a connection.
///
/// A connection has a time for its request and a time for its answer, a head has a largest size, and so many connections are open at once.
/// Further ones wait in the system's queue.
package struct DashboardServer: Sendable {
    /// What a client may take.
    package struct Limits: Sendable {
        package var connections = 64
        /// Seconds until the head of a request must be there.
        package var requestSeconds = 10.0
        /// Seconds for the answer, which may have a large picture.
        package var answerSeconds = 60.0
        /// Seconds for the client to read the answer and leave.
        package var closingSeconds = 2.0
        /// Bytes that all answers together hold in memory; those that would be more are refused. Files are sent in blocks, and do not count.
        package var heldBytes = 256 << 20

        package init() {}
    }

    private let socket: Socket
    private let limits: Limits
    private let held: HeldBytes
    private let answer: @Sendable (HTTPRequest) -> HTTPResponse

    /// Listens at an address. Connections wait until `run`.
    /// - Parameters:
    ///   - host: an IPv4 or IPv6 address, or `localhost`.
    ///   - port: 0 for a free one.
    ///   - answer: called on a thread of its own for each request, so several run at once. It may take long.
    /// - Throws: `ServerError`.
    package init(
        _ host: String, port: UInt16, _ limits: Limits = Limits(),
        answer: @escaping @Sendable (HTTPRequest) -> HTTPResponse
    ) throws(ServerError) {
        (self.limits, self.answer, held) = (limits, answer, HeldBytes(most: limits.heldBytes))
        guard let address = Self.address(host, port) else { throw .noAddress(host) }
        do {
            socket = try Socket(domain: Int32(address.family))
            try socket.setValue(true, for: .localAddressReuse)
            try socket.bind(to: address)
            try socket.listen()
        } catch {
            throw .refused(host: host, port: port, reason: Self.reason(error))
        }
    }

    private static func address(_ host: String, _ port: UInt16) -> (any SocketAddress)? {
        let name = host == "localhost" ? "127.0.0.1" : host
        if let address = try? sockaddr_in.inet(ip4: name, port: port) { return address }
        return try? sockaddr_in6.inet6(ip6: name, port: port)
    }

    /// Whether only this machine reaches the address.
    package static func isLoopback(_ host: String) -> Bool {
        if host == "localhost" || host == "::1" { return true }
        // `\d` would also match digits of other scripts.
        guard let parts = host.wholeMatch(of: /127\.([0-9]{1,3})\.([0-9]{1,3})\.([0-9]{1,3})/) else { return false }
        return [parts.1, parts.2, parts.3].allSatisfy { UInt8($0) != nil && ($0 == "0" || !$0.hasPrefix("0")) }
    }

    private static func reason(_ error: any Error) -> String {
        guard case SocketError.failed(_, let code, _) = error else { return error.localizedDescription }
        return unsafe String(cString: strerror(code))
    }

    /// The port at which it listens.
    package var port: UInt16? {
        switch try? socket.sockname() {
        case .ip4(_, let port), .ip6(_, let port): port
        default: nil
        }
    }

    /// Answers until the task is cancelled.
    /// - Throws: an error of the system's queue of events.
    package func run() async throws {
        let pool: SocketPool<ePoll> = .ePoll()
        try await pool.prepare()
        let listener = try AsyncSocket(socket: socket, pool: pool)
        defer { try? listener.close() }
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await pool.run() }
            group.addTask { try await accept(from: listener, pool) }
            defer { group.cancelAll() }
            try await group.next()
        }
    }

    private func accept(from listener: AsyncSocket, _ pool: SocketPool<ePoll>) async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            var open = 0
            while true {
                try Task.checkCancellation()
                if open == limits.connections {
                    try await group.next()
                    open -= 1
                }
                do {
                    let connection = try await listener.accept()
                    group.addTask {
                        await serve(connection)
                        await close(connection, pool)
                    }
                    open += 1
                } catch {
                    // The client left before, or the process has no descriptor left.
                    try await Task.sleep(for: .milliseconds(100))
                }
            }
        }
    }

    private func serve(_ connection: AsyncSocket) async {
        let (response, isHead) = await response(to: connection)
        guard let response else { return }
        let size = isHead ? 0 : response.body.count
        if held.take(size) {
            defer { held.give(size) }
            await send(response, withBody: !isHead, to: connection)
        } else {
            await send(Self.busy, withBody: !isHead, to: connection)
        }
        await finish(connection)
    }

    private static let busy = HTTPResponse.text(
        503, "Too many large answers are sent at the moment. Try again in a few seconds.",
        [("Retry-After", "5"), ("Refresh", "5")])

    private func send(_ response: HTTPResponse, withBody: Bool, to connection: AsyncSocket) async {
        _ = try? await within(limits.answerSeconds) {
            try await connection.write(response.head)
            guard withBody else { return }
            try await connection.write(response.body)
            guard let file = response.file else { return }
            var sent = 0
            while sent < file.size {
                let block = await Self.onThread { [sent] in file.block(at: sent) }
                // The client sees that bytes are missing.
                guard !block.isEmpty else { return }
                try await connection.write(Data(block))
                sent += block.count
            }
        }
    }

    /// Closes a connection when the pool has forgotten it. The pool does so in the step of its actor that resumes who waits for the
    /// connection; a descriptor that is closed, and used again, before the end of that step would stay unknown to it.
    private func close(_ connection: AsyncSocket, _ pool: isolated SocketPool<ePoll>) { try? connection.close() }

    /// Ends the answer, and reads what the client still sends: a socket that is closed with unread bytes takes back what was written.
    private func finish(_ connection: AsyncSocket) async {
        guard shutdown(connection.socket.file.rawValue, Int32(SHUT_WR)) == 0 else { return }
        _ = try? await within(limits.closingSeconds) {
            for _ in 0..<Self.mostUnreadBlocks { _ = try await connection.read(atMost: 4096) }
        }
    }

    private static let mostUnreadBlocks = 256

    /// - Returns: nil if the client left without a request.
    private func response(to connection: AsyncSocket) async -> (HTTPResponse?, isHead: Bool) {
        do {
            let request = try await within(limits.requestSeconds) { try HTTPRequest(head: try await head(connection)) }
            guard let request else { return (HTTPRequest.Refusal.late.response, false) }
            return (await answered(request), request.method == "HEAD")
        } catch let refusal as HTTPRequest.Refusal {
            return (refusal.response, false)
        } catch {
            return (nil, false)
        }
    }

    private func answered(_ request: HTTPRequest) async -> HTTPResponse {
        await Self.onThread { answer(request) }
    }

    /// What `work` returns on a thread of its own; there are at most as many as connections. Tasks share one thread a core, and so does work of
    /// Dispatch: there, a few long answers would hold up all others, and who accepts connections and watches the time.
    private static func onThread<Value: Sendable>(_ work: @escaping @Sendable () -> Value) async -> Value {
        await withCheckedContinuation { done in
            Thread.detachNewThread { done.resume(returning: work()) }
        }
    }

    /// The bytes of a head, with the empty line that ends it.
    private func head(_ connection: AsyncSocket) async throws -> [UInt8] {
        var bytes: [UInt8] = []
        while true {
            bytes += try await connection.read(atMost: 4096)
            if let length = HTTPRequest.length(ofHeadIn: bytes), length <= HTTPRequest.largestHead {
                return Array(bytes.prefix(length))
            }
            guard bytes.count <= HTTPRequest.largestHead else { throw HTTPRequest.Refusal.tooLarge }
        }
    }

    /// What `work` returns; nil if it takes longer, and then it is cancelled.
    private func within<Value: Sendable>(
        _ seconds: Double, _ work: @escaping @Sendable () async throws -> Value
    ) async throws -> Value? {
        try await withThrowingTaskGroup(of: Value?.self) { group in
            group.addTask { try await work() }
            group.addTask {
                try await Task.sleep(for: .seconds(seconds))
                return nil
            }
            defer { group.cancelAll() }
            return try await group.next() ?? nil
        }
    }
}

/// The reason why the server does not begin.
package enum ServerError: Error, Hashable, CustomStringConvertible {
    case noAddress(String)
    case refused(host: String, port: UInt16, reason: String)

    package var description: String {
        switch self {
        case .noAddress(let host):
            "`\(host)` is not an IPv4 or IPv6 address\n  fix: give one of this machine, 0.0.0.0 for all of them, or omit it"
        case .refused(let host, let port, let reason):
            "it cannot listen at \(host), port \(port): \(reason)\n  fix: give another port, or an address of this machine"
        }
    }
}
