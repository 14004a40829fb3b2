import ArgumentParser
import CGANSupport
import Foundation
import GANCore
import GANModule
import GANRun
import GANTensor
import Logging

/// Runs the command line. An executable with components of its own only calls `GANZooCLI.main()`.
///
/// Ends the process: 0 for success, 1 for failure, 2 for wrong usage or a wrong recipe, 3 for a `plugin check`
/// that could not check everything, 130 when interrupted.
public func main() -> Never {
    unsafe ganzoo_shorten_backtraces(CommandLine.unsafeArgv)
    ganzoo_report_crashes()
    LoggingSystem.bootstrap { _ in CommandLineLog() }
    OutOfMemory.setHandler { problem in
        printError("ganzoo: \(problem)")
        exit(1)
    }
    DeviceFailure.setHandler { problem in
        printError("ganzoo: \(problem)")
        exit(1)
    }
    do {
        try refuseControls(in: CommandLine.arguments)
        var command = try Ganzoo.parseAsRoot()
        if let problem = OpenBLAS.problem { throw CommandFailure.failed(problem) }
        try command.run()
        // Buffered output may still fail to reach a full disk.
        guard ganzoo_flush_output() else {
            throw CommandFailure.failed("the output could not be written; is the disk full?")
        }
        exit(0)
    } catch {
        end(with: error)
    }
}

/// Refuses arguments with line ends, control characters and changes of the writing direction. A file that a stranger named so would be
/// named in messages and in commands to paste.
/// - Throws: `CommandFailure`.
private func refuseControls(in arguments: [String]) throws {
    guard let wrong = arguments.first(where: { $0.unicodeScalars.contains(where: \.isControl) }) else { return }
    throw CommandFailure.wrong(
        "ganzoo: the argument `\(wrong.escapingControls)` has a line end or a control character\n  fix: rename the file"
    )
}

/// The message, or one about an unknown option if there is one: its value would cause a misleading message.
private func explained(_ message: String, _ error: any Error) -> String {
    guard Ganzoo.exitCode(for: error) == .validationFailure,
        let unknown = UnknownOption(in: Array(CommandLine.arguments.dropFirst()))
    else { return message }
    if message.contains("Unknown option '\(unknown.name)'") { return message }
    let usage = message.range(of: "\nUsage:").map { message[$0.lowerBound...] } ?? ""
    return "Error: Unknown option '\(unknown.name)'\(usage)"
}

private func end(with error: any Error) -> Never {
    if let failure = CommandFailure(ending: error) {
        if failure.isMessage { printError(failure.description) } else { printErrorText(failure.description) }
        exit(failure.exitCode)
    }
    let message = Ganzoo.fullMessage(for: error)
    if Ganzoo.exitCode(for: error).isSuccess {
        printText(message + "\n")
        exit(0)
    }
    printErrorText(explained(message, error))
    // ArgumentParser's exit code for wrong usage is 64; ours is 2.
    exit(Ganzoo.exitCode(for: error) == .validationFailure ? 2 : 1)
}

extension CommandFailure {
    /// The failure of a command that an error ends. Nil for the errors and requests of ArgumentParser, which has words of its own.
    init?(ending error: any Error) {
        switch error {
        case let error as RunError: self.init(error)
        case let failure as CommandFailure: self = failure
        case _ where Ganzoo.exitCode(for: error) == .failure && !(error is ExitCode): self = .failed(error.words)
        default: return nil
        }
    }
}
