import GANCore

/// What a person should know of how data were read, in one line without a full stop.
package struct DataNote: Hashable, Sendable {
    package let text: String
    /// Whether something was left out or guessed, so that training says it too. Other notes are of `ganzoo data check` alone.
    package let isWarning: Bool

    package init(_ text: String, isWarning: Bool = false) {
        (self.text, self.isWarning) = (text.escapingControls, isWarning)
    }

    package static func warning(_ text: String) -> DataNote { DataNote(text, isWarning: true) }
}
