import Dispatch
import Foundation
import GANContractCheck
import GANCore
import GANModule

/// The check of one component in a process of its own, which a trap in the component ends.
struct ComponentProcess {
    let entry: ComponentEntry
    /// They choose plugins and settings.
    let arguments: [String]

    /// The results of all rules. The rule that ended the process has failed.
    /// - Throws: `CommandFailure` if the process cannot be started.
    func checks() throws -> [PluginCheckReport.Check] {
        do {
            return try ScratchFolder.within { try checks(in: $0) }
        } catch {
            throw CommandFailure.failed(
                "the check of \(entry.name) cannot be run in a process of its own: \(error.systemReason)")
        }
    }

    private func checks(in folder: URL) throws -> [PluginCheckReport.Check] {
        let (log, errors) = (folder.appending(path: "log"), folder.appending(path: "errors"))
        for file in [log, errors] { try Data().write(to: file) }
        let ends = DispatchSemaphore(value: 0)
        let process = try started(log, errors, ends)
        try CheckPatience(component: entry.name).wait {
            ends.wait(timeout: .now() + .seconds($0)) == .success
        } rule: {
            try CheckLog.lines(of: log.path).last?.begins
        } say: {
            printError($0)
        }
        process.waitUntilExit()
        let said = String(decoding: try Data(contentsOf: errors), as: UTF8.self)
        let lines = try CheckLog.lines(of: log.path)
        let ending = ProcessEnding(process, said: said)
        if !ending.isTrap, !said.isEmpty { printErrorText(said.trimmingCharacters(in: .newlines)) }
        return checks(lines, ending)
    }

    /// - Parameter ends: gets a signal when the process has ended.
    private func started(_ log: URL, _ errors: URL, _ ends: DispatchSemaphore) throws -> Process {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath()
        process.arguments =
            ["plugin", "check", "--log", log.path, "--type", entry.name, "--role", entry.role.rawValue] + arguments
        // What a component prints is no part of the report.
        let handle = try FileHandle(forWritingTo: errors)
        (process.standardOutput, process.standardError) = (handle, handle)
        process.environment = ProcessInfo.processInfo.environment.merging(Self.backtrace) { own, _ in own }
        process.terminationHandler = { _ in ends.signal() }
        try process.run()
        return process
    }

    /// The place of a trap, and no more: symbols of all images would take minutes.
    private static let backtrace = ["SWIFT_BACKTRACE": "enable=yes,color=no,threads=crashed,images=none,sanitize=no"]

    private func checks(_ lines: [CheckLog.Line], _ ending: ProcessEnding) -> [PluginCheckReport.Check] {
        let done = lines.compactMap(\.check)
        let rules = entry.rules.map(\.rawValue)
        let rest = rules.filter { rule in !done.contains { $0.rule == rule } }
        guard let first = rest.first else { return done }
        let running = lines.last?.begins ?? first
        return done + [PluginCheckReport.Check(rule: running, faults: [ending.text])]
            + rest.filter { $0 != running }.map {
                PluginCheckReport.Check(rule: $0, reason: "`\(running)` ended the process")
            }
    }
}
