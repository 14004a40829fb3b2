import GANCore

/// The fields of a line that is redrawn in place. Each is shown whole or not at all; the important ones are placed first.
struct StatusLine {
    private struct Offer {
        /// Fields are shown in the order of their places, from the left.
        let place: Int
        let text: String
        let isColored: Bool
    }

    private var offers: [Offer] = []

    /// Offers a text for a place; earlier offers are more important. If it fits, it replaces the place's previous text.
    mutating func offer(_ text: String, at place: Int, isColored: Bool = false) {
        offers.append(Offer(place: place, text: text.onOneLine, isColored: isColored))
    }

    /// - Parameter columns: the columns that all fields together may take.
    /// - Returns: the line and its width in columns.
    func text(columns: Int, usesColor: Bool = false) -> (text: String, width: Int) {
        var shown: [Int: Offer] = [:]
        for offer in offers {
            var larger = shown
            larger[offer.place] = offer
            if Self.width(larger) <= columns { shown = larger }
        }
        let fields = shown.sorted { $0.key < $1.key }.map { $0.value }
        let texts = fields.map { usesColor && $0.isColored ? "\u{1B}[32m\($0.text)\u{1B}[0m" : $0.text }
        return (texts.joined(separator: Self.gap), Self.width(shown))
    }

    private static let gap = "  "

    private static func width(_ shown: [Int: Offer]) -> Int {
        shown.values.reduce(0) { $0 + $1.text.terminalWidth } + max(shown.count - 1, 0) * gap.count
    }
}

extension StatusLine {
    /// The progress of work: "decoding images: 1,200 of 5,000", or only the numbers if there is little room.
    init(_ step: PreparationStep, left: String? = nil) {
        let counts = "\(grouped(step.done)) of \(grouped(step.count))"
        offer(counts, at: 0)
        offer("\(step.activity): \(counts)", at: 0)
        if let left { offer(left, at: 1) }
    }
}
