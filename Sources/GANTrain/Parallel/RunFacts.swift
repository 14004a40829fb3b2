/// What must be equal on all processes that train a run together, by name. Equal facts give equal weights.
package struct RunFacts {
    private let facts: [(name: String, value: String)]

    package init(_ facts: [(name: String, value: String)]) { self.facts = facts }

    /// - Throws: `CollectiveError.differentFact` on all processes if one has another value than process 0.
    package func compare(over ranks: any Collective) throws {
        guard ranks.count > 1 else { return }
        var writer = MessageWriter()
        for fact in facts { writer.add(fact.value) }
        let all = try ranks.gather(writer.bytes).map { bytes in
            var reader = MessageReader(bytes)
            return try facts.map { _ in try reader.text() }
        }
        for (index, fact) in facts.enumerated() {
            guard let other = all.firstIndex(where: { $0[index] != all[0][index] }) else { continue }
            throw CollectiveError.differentFact(
                name: fact.name, rank: other, value: all[other][index], first: all[0][index])
        }
    }
}
