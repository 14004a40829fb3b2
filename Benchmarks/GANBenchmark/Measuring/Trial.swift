/// A timed sequence of parts with weights. A training step has terms that are due only sometimes: here they run more often, with smaller
/// weights.
package struct Trial {
    package struct Part {
        let weight: Double
        let run: () throws -> Void

        package init(weight: Double, run: @escaping () throws -> Void) { (self.weight, self.run) = (weight, run) }
    }

    let parts: [Part]

    /// A single call with weight 1.
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
