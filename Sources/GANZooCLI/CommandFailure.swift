import Foundation

/// Why a command stops, in words for the person who typed it.
struct CommandFailure: Error, CustomStringConvertible {
    let description: String
    let exitCode: Int32

    /// Something did not work: exit code 1.
    static func failed(_ message: String) -> CommandFailure {
        CommandFailure(description: "ganzoo: \(message)", exitCode: 1)
    }

    /// The recipe or the arguments are wrong: exit code 2.
    static func wrong(_ message: String) -> CommandFailure { CommandFailure(description: message, exitCode: 2) }
}

/// Prints a line that is seen at once, in a pipe too.
func printLine(_ line: String) {
    print(line)
    fflush(nil)
}

func printError(_ message: String) {
    fflush(nil)
    FileHandle.standardError.write(Data((message + "\n").utf8))
}
