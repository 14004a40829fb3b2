import Foundation
import GANCore

/// How the process of a component ended before its check did.
struct ProcessEnding {
    let isTrap: Bool
    private let status: Int32
    private let said: String

    init(_ process: Process, said: String) {
        self.init(isTrap: process.terminationReason == .uncaughtSignal, status: process.terminationStatus, said: said)
    }

    /// - Parameters:
    ///   - status: the signal of a trap, else the exit code.
    ///   - said: what the process printed, with the backtrace of a trap.
    init(isTrap: Bool, status: Int32, said: String) { (self.isTrap, self.status, self.said) = (isTrap, status, said) }

    /// A fault of the rule that was being checked.
    var text: String {
        guard isTrap else {
            return "it ended the process with exit code \(status)\n  fix: throw an error instead of calling exit"
        }
        let place = place.map { "\n  at \($0)" } ?? ""
        let fix =
            place.isEmpty ? "" : "\n  fix: correct that line, or throw an error before it if the input does not fit"
        return "it ended the process: \(message ?? signal)\(place)\(fix)"
    }

    // MARK: What the runtime prints

    /// What the runtime says of a trap: "Index out of range", "Precondition failed: there must be two".
    private var message: String? {
        let spoken = lines.lazy.compactMap { line -> String? in
            if let found = line.firstMatch(of: /: Fatal error: (.+)$/) { return String(found.1) }
            return line.firstMatch(of: /: ((?:Precondition|Assertion) failed(?:: .+)?)$/).map { String($0.1) }
        }.first
        // Arithmetic says it in the backtrace alone.
        return spoken
            ?? lines.lazy.compactMap { $0.firstMatch(of: /^\*\*\* Swift runtime failure: (.+) \*\*\*$/) }.first.map {
                String($0.1)
            }
    }

    private var signal: String {
        switch status {
        case SIGILL, SIGTRAP:
            "a trap, such as an index out of range, a nil that was unwrapped or an overflow (signal \(status))"
        case SIGSEGV, SIGBUS: "an invalid address, or a recursion without end (signal \(status))"
        default: "signal \(status)"
        }
    }

    private var lines: [String] { said.splitAtLineFeeds() }

    /// File and line of the innermost call with sources that are not the engine's.
    private var place: String? {
        lines.lazy.compactMap { line in
            line.firstMatch(of: /\ in .+ at (?:\.\/)?(\S.*:\d+):\d+$/).map { String($0.1) }
        }.first { !$0.contains("/Sources/GAN") && !$0.contains("<compiler-generated>") }
    }
}
