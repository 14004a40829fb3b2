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

/// Prints a line that is seen at once, in a pipe too. What would command a terminal is not printed.
func printLine(_ line: String) {
    print(line.withoutControls)
    fflush(nil)
}

extension String {
    /// With U+FFFD for control characters other than line ends and tabs: names of files and classes may hold any.
    var withoutControls: String {
        String(
            UnicodeScalarView(
                unicodeScalars.map { scalar in
                    let isControl = scalar.properties.generalCategory == .control && scalar != "\n" && scalar != "\t"
                    return isControl ? "\u{FFFD}" : scalar
                }))
    }
}

func printError(_ message: String) {
    fflush(nil)
    FileHandle.standardError.write(Data((message.withoutControls + "\n").utf8))
}
