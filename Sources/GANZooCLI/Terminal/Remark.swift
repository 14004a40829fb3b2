/// A note or a warning.
struct Remark: Encodable {
    enum Level: String, Encodable { case note, warning }

    let level: Level
    let text: String

    init(_ text: String, _ level: Level) { (self.text, self.level) = (text, level) }

    /// - Parameter line: a printed line: `warning: …`, `note: …`, or a line without a level, which is a note.
    init(line: String) {
        if let text = line.removing(prefix: "warning: ") {
            self.init(text, .warning)
        } else {
            self.init(line.removing(prefix: "note: ") ?? line, .note)
        }
    }
}

extension String {
    fileprivate func removing(prefix: String) -> String? { hasPrefix(prefix) ? String(dropFirst(prefix.count)) : nil }
}
