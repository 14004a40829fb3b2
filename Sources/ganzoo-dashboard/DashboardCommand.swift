import ArgumentParser
import Foundation
import GANDashboard
import GANRun

/// The command line of `ganzoo-dashboard`.
@main struct DashboardCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "ganzoo-dashboard", abstract: "Shows a live page over a folder of runs, in a browser.",
        discussion: """
            The page shows progress, time left, memory, alarms, curves, sheets and scores of every run below the folder, and runs side by side. It needs no \
            network, and nothing can be changed over it. Without --host, only this machine reaches it. With another address, the \
            command prints an address with a random token, and answers nobody without it. It does not encrypt: over a network that you do \
            not trust, use ssh -L 8060:localhost:8060 instead.
            """, version: "ganzoo-dashboard, \(ProgramBuild.description)")

    @Argument(help: "The folder with the runs, such as runs.", completion: .directory) var folder: String
    @Option(help: "An address of this machine, or 0.0.0.0 for all of them.") var host = "localhost"
    @Option(help: "The port; 0 for a free one.") var port: UInt16 = 8060

    /// Seconds between two looks at the folder.
    private static let interval = 5.0

    func run() async throws {
        do {
            let token = DashboardServer.isLoopback(host) ? nil : ServerAccess.newToken()
            let dashboard = try Dashboard(folder, ServerAccess(token: token))
            let server = try DashboardServer(host, port: port) { dashboard.answer($0, at: Date()) }
            try await serve(dashboard, server, token)
        } catch {
            try? FileHandle.standardError.write(contentsOf: Data("ganzoo-dashboard: \(error)\n".utf8))
            throw ExitCode(error is RunError || error is ServerError ? 2 : 1)
        }
    }

    private func serve(_ dashboard: Dashboard, _ server: DashboardServer, _ token: String?) async throws {
        let machine = ["0.0.0.0", "::"].contains(host) ? ProcessInfo.processInfo.hostName : host
        let name = machine.contains(":") ? "[\(machine)]" : machine
        let query = token.map { "?\(ServerAccess.key)=\($0)" } ?? ""
        let address = "http://\(name):\(server.port ?? port)/\(query)"
        try FileHandle.standardOutput.write(contentsOf: Data("\(address)\nCtrl-C ends it.\n".utf8))
        // A thread of its own: reading may take seconds at first, and answers need those of the tasks.
        Thread.detachNewThread {
            while true {
                dashboard.refresh()
                Thread.sleep(forTimeInterval: Self.interval)
            }
        }
        try await server.run()
    }
}
