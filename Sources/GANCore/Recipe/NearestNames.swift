/// The names that are similar to `name`, best first: at most a third of the letters are wrong, missing, surplus or
/// swapped with a neighbor, or the words have another order, or `name` is a prefix.
package func nearestNames(to name: String, among candidates: some Sequence<String>, atMost limit: Int = 2) -> [String] {
    let typed = String(name.lowercased().map { $0 == "-" || $0 == " " ? "_" : $0 }.prefix(80))
    let words = typed.split(separator: "_").sorted()
    let scored = Set(candidates).compactMap { candidate -> (distance: Int, name: String)? in
        if candidate.split(separator: "_").sorted() == words { return (0, candidate) }
        // Prefixes: `batchsize` and `batch`, `reg` and `regularizers`.
        if min(typed.count, candidate.count) >= 3, typed.hasPrefix(candidate) || candidate.hasPrefix(typed) {
            return (1, candidate)
        }
        let distance = editDistance(Array(typed.utf8), Array(candidate.utf8))
        return distance <= max(1, min(typed.count, candidate.count) / 3) ? (distance, candidate) : nil
    }
    let best = scored.sorted { ($0.distance, $0.name) < ($1.distance, $1.name) }
    return best.prefix(limit).filter { $0.distance <= (best.first?.distance ?? 0) + 1 }.map(\.name)
}

/// "did you mean `a` or `b`?", or nil.
package func suggestion(for name: String, among candidates: some Sequence<String>) -> String? {
    let names = nearestNames(to: name, among: candidates).map { "`\($0)`" }
    return names.isEmpty ? nil : "did you mean \(names.joined(separator: " or "))?"
}

/// The first `limit` names on one line.
package func listed(_ names: some Collection<String>, atMost limit: Int = 24) -> String {
    names.isEmpty
        ? "none"
        : names.prefix(limit).map(\.escapingControls).joined(separator: ", ") + (names.count > limit ? ", …" : "")
}

/// Damerau-Levenshtein distance in which each pair of neighbors is swapped at most once.
private func editDistance(_ a: [UInt8], _ b: [UInt8]) -> Int {
    var beforeLast: [Int] = []
    var last = Array(0...b.count)
    for (i, left) in a.enumerated() {
        var row = [i + 1]
        for (j, right) in b.enumerated() {
            var best = min(last[j] + (left == right ? 0 : 1), last[j + 1] + 1, row[j] + 1)
            if i > 0, j > 0, left == b[j - 1], a[i - 1] == right { best = min(best, beforeLast[j - 1] + 1) }
            row.append(best)
        }
        (beforeLast, last) = (last, row)
    }
    return last[b.count]
}
