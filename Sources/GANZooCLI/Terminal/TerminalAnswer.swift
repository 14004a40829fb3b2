import CGANSupport
import Foundation
import GANPictures
import GANTrain

extension TerminalPictures {
    /// Asks the terminal of standard output. Nil if standard output is no terminal, or the terminal shows no pictures.
    static func asking() -> TerminalPictures? {
        // These print what they do not understand.
        let name = ProcessInfo.processInfo.environment["TERM"] ?? ""
        guard isatty(STDOUT_FILENO) == 1, !["", "dumb", "linux"].contains(name) else { return nil }
        fflush(nil)
        let query = query(of: name)
        let answer = unsafe [UInt8](unsafeUninitializedCapacity: 4096) { buffer, count in
            count = max(
                Int(unsafe ganzoo_ask_terminal(STDOUT_FILENO, query, buffer.baseAddress, buffer.count, patience)), 0)
        }
        var pictures = TerminalPictures(answer: String(decoding: answer, as: UTF8.self))
        if pictures?.cell == nil { pictures?.cell = TerminalSize(STDOUT_FILENO)?.cell }
        return pictures
    }

    /// The characters that show a sheet in the terminal of standard output as it is now. The cursor comes to a line of its own.
    func lines(of sheet: DrawnSheet) -> String {
        let size = TerminalSize(STDOUT_FILENO)
        // The line of progress stays visible.
        return sequence(sheet.image, png: sheet.png, columns: size?.columns ?? 80, rows: (size?.rows ?? 24) - 2) + "\n"
    }

    /// Milliseconds that a terminal has for its answer, also behind a slow network.
    private static let patience: Int32 = 1000
}
