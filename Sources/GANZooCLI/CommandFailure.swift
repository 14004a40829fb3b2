import GANRun

/// Why a command stops, in words for the person who typed it.
struct CommandFailure: Error, CustomStringConvertible {
    let description: String
    let exitCode: Int32

    init(description: String, exitCode: Int32) { (self.description, self.exitCode) = (description, exitCode) }

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

    /// As the library says it.
    init(_ error: RunError) {
        switch error {
        case .recipe(let text): self = .wrong(text)
        case .unfit(let text): self = .wrong("ganzoo: \(text)")
        case .failed(let text): self = .failed(text)
        }
    }
}
