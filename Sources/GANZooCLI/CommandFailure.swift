/// Why a command stops, in words for the person who typed it.
struct CommandFailure: Error, CustomStringConvertible {
    let description: String
    let exitCode: Int32

    /// Something did not work: exit code 1.
    static func failed(_ message: String) -> CommandFailure {
        CommandFailure(description: "ganzoo: \(message)", exitCode: 1)
    }

    /// Without the program's name, to stand within a line of output.
    var message: String {
        description.hasPrefix("ganzoo: ") ? String(description.dropFirst("ganzoo: ".count)) : description
    }

    /// The recipe or the arguments are wrong: exit code 2.
    static func wrong(_ message: String) -> CommandFailure { CommandFailure(description: message, exitCode: 2) }
}
