import GANCore

/// A note for the user about how data was read, on one line without a full stop.
package struct DataNote: Hashable, Sendable {
    package let text: String
    /// Whether something was ignored or guessed, so that training also shows the note. Other notes appear only in `ganzoo
    /// data check`.
    package let isWarning: Bool

    package init(_ text: String, isWarning: Bool = false) {
        (self.text, self.isWarning) = (text.escapingControls, isWarning)
    }

    package static func warning(_ text: String) -> DataNote { DataNote(text, isWarning: true) }
}
