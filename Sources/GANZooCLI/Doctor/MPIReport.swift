import Foundation
import GANCore
import GANParallel
import GANTrain

/// The MPI that `mpirun` belongs to, and whether two processes reach each other with it.
struct MPIReport: Encodable {
    /// The name and version; nil if no `mpirun` was found or the test failed.
    let version: String?
    /// What went wrong; nil without `mpirun`.
    let problem: String?

    var line: String {
        let text = version.map { "\($0); two processes reach each other" } ?? problem ?? "no mpirun was found"
        return "MPI".padding(to: 28) + text
    }

    /// Starts two processes of this program.
    static func measured() -> MPIReport {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        let program = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath().path
        process.arguments = ["mpirun", "-n", "2", program, "doctor", "--rank-test"]
        let (output, errors) = (Pipe(), Pipe())
        (process.standardOutput, process.standardError) = (output, errors)
        guard (try? process.run()) != nil else { return MPIReport(version: nil, problem: nil) }
        let said = output.fileHandleForReading.readDataToEndOfFile()
        let complaint = errors.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        return report(
            process.terminationStatus, String(decoding: said, as: UTF8.self), String(decoding: complaint, as: UTF8.self)
        )
    }

    /// `env` ends with 127 if there is no `mpirun`.
    private static func report(_ status: Int32, _ output: String, _ errors: String) -> MPIReport {
        guard status != 127 else { return MPIReport(version: nil, problem: nil) }
        if status == 0, let version = output.splitAtLineFeeds().last {
            return MPIReport(version: version, problem: nil)
        }
        let words = errors.splitAtLineFeeds().lazy.map { $0.trimmingCharacters(in: .whitespaces) }
            .first { $0.contains(where: \.isLetter) }
        return MPIReport(version: nil, problem: "mpirun failed: \(words ?? "status \(status)")")
    }

    /// The part of each of the two processes: they exchange a MiB, and the first one prints the version.
    static func runTest() throws {
        let ranks = try MPICollective(limit: .seconds(30))
        let gathered = try ranks.gather([UInt8](repeating: UInt8(ranks.rank + 1), count: 1 << 20))
        let sums = gathered.map { $0.reduce(0) { $0 + Int($1) } }
        guard sums == (1...ranks.count).map({ $0 << 20 }) else {
            throw CommandFailure.failed("\(ranks.version): the processes got other bytes than were sent")
        }
        if ranks.rank == 0 { printLine(ranks.version) }
        ranks.finish()
    }
}
