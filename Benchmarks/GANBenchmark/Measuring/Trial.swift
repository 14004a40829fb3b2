/// What is timed: parts run one after another, each of whose times counts with a weight. A training step has terms that are
/// due now and then; they run more often here and count less.
package struct Trial {
    package struct Part {
        let weight: Double
        let run: () throws -> Void

        package init(weight: Double, run: @escaping () throws -> Void) { (self.weight, self.run) = (weight, run) }
    }

    let parts: [Part]

    /// One call that counts as it is.
    package init(_ run: @escaping () throws -> Void) { self.init(parts: [Part(weight: 1, run: run)]) }

    package init(parts: [Part]) { self.parts = parts }

    /// Runs every part once.
    /// - Returns: the weighted seconds.
    func time() throws -> Double {
        let clock = ContinuousClock()
        return try parts.reduce(0) { seconds, part in
            try seconds + clock.measure(part.run) / .seconds(1) * part.weight
        }
    }
}
