import GANRun

/// An error that ends a command: the message for the user, and the exit code.
struct CommandFailure: Error, CustomStringConvertible {
    let description: String
    let exitCode: Int32

    init(description: String, exitCode: Int32) { (self.description, self.exitCode) = (description, exitCode) }

    /// A failure of a file or a computation: exit code 1.
    static func failed(_ message: String) -> CommandFailure {
        CommandFailure(description: "ganzoo: \(message)", exitCode: 1)
    }

    /// The message without the program's name, for use within a line of output.
    var message: String {
        description.hasPrefix("ganzoo: ") ? String(description.dropFirst("ganzoo: ".count)) : description
    }

    /// A wrong recipe or wrong arguments: exit code 2.
    static func wrong(_ message: String) -> CommandFailure { CommandFailure(description: message, exitCode: 2) }

    /// The library's error, with the exit code of its kind.
    init(_ error: RunError) {
        switch error {
        case .recipe(let text): self = .wrong(text)
        case .unfit(let text): self = .wrong("ganzoo: \(text)")
        case .failed(let text): self = .failed(text)
        }
    }
}
