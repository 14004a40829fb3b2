import CGANSupport
import Foundation
import GANCore
import GANModule
import GANRecipe
import GANRun

/// A run of a sweep in a process of its own.
///
/// Linux ends it with the sweep (`PR_SET_PDEATHSIG`): the process gets SIGTERM, also if the sweep is killed, and writes a checkpoint.
struct SweepProcess {
    let run: SweepRun
    private let process: pid_t
    /// What the run prints to standard output. Only its end is written.
    private let log: FileHandle
    private let logPath: String
    /// A file in memory, so that an error is known on a full disk, too.
    private let errors: FileHandle
    private let start = ContinuousClock.now

    /// - Parameters:
    ///   - words: the arguments of the program.
    ///   - log: gets what the run prints; it is appended to.
    ///   - slot: which share of the processors the run uses.
    /// - Throws: `CommandFailure` if the process cannot be started.
    init(_ run: SweepRun, _ words: [String], log: String, slot: Int, of slots: Int) throws {
        (self.run, logPath) = (run, log)
        var output = ganzoo_child_output()
        let texts = unsafe (["ganzoo"] + words).map { unsafe strdup($0) }
        defer { for index in unsafe texts.indices { unsafe free(texts[index]) } }
        let arguments = unsafe texts + [nil]
        let share = ganzoo_share(slot: Int32(slot), slots: Int32(slots))
        process = unsafe ganzoo_start_child(arguments, log, share, &output)
        guard process > 0 else { throw Self.failure(log, SystemError(code: -process)) }
        self.log = FileHandle(fileDescriptor: output.log, closeOnDealloc: true)
        errors = FileHandle(fileDescriptor: output.errors, closeOnDealloc: true)
    }

    private static func failure(_ log: String, _ error: SystemError) -> CommandFailure {
        if let status = try? SystemFile.statusOfLink(log), !status.isRegular || status.linkCount > 1 {
            let kind = status.isRegular ? "hard link" : status.kind
            return .failed("the log \(log) is a \(kind), not a regular file of its own; remove it")
        }
        return .failed("the run cannot be started with the log \(log): \(error.reason)")
    }

    /// Seconds since the process was started.
    var seconds: Double { (ContinuousClock.now - start) / .seconds(1) }

    /// Asks the run to write a checkpoint and to end.
    func stop() { kill(process, SIGTERM) }

    /// How the process ended; nil while it runs.
    /// - Parameter mask: takes the values of variables out of what is written to the log.
    func outcome(_ mask: VariableMask) -> RunOutcome? {
        var status: Int32 = 0
        guard unsafe waitpid(process, &status, WNOHANG) == process else { return nil }
        let said = mask.masked(said())
        try? log.write(contentsOf: Data(said.utf8))
        let signal = status & 0x7F
        if signal != 0 {
            let name = unsafe String(cString: strsignal(signal))
            return ended(.interrupted, "ended by signal \(signal) (\(name))")
        }
        switch (status >> 8) & 0xFF {
        case 0: return ended(.finished, nil)
        case 130: return ended(.interrupted, "interrupted; a checkpoint was written")
        case let code: return ended(.failed, Self.reason(said) ?? "exit code \(code)")
        }
    }

    private func ended(_ state: RunOutcome.State, _ problem: String?) -> RunOutcome {
        RunOutcome(state: state, problem: problem, log: logPath)
    }

    /// What the run printed to standard error.
    private func said() -> String {
        guard (try? errors.seek(toOffset: 0)) != nil, let data = try? errors.readToEnd() else { return "" }
        return String(decoding: data, as: UTF8.self)
    }

    /// The first line of the error that ended the run.
    private static func reason(_ said: String) -> String? {
        let lines = said.splitAtLineFeeds()
        let prefix = "ganzoo: "
        if let line = lines.last(where: { $0.hasPrefix(prefix) }) { return String(line.dropFirst(prefix.count)) }
        return lines.last { !$0.hasPrefix("warning: ") && !$0.hasPrefix("note: ") } ?? lines.last
    }
}
