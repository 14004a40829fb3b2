/// What is wrong with one tensor of a file of weights.
struct WeightsProblem: Hashable {
    /// The name in the file; empty for a problem of many tensors.
    private let name: String
    private let problem: String

    init(_ name: String, _ problem: String) { (self.name, self.problem) = (name, problem) }

    /// The number of groups of equal problems that a message has.
    private static let limit = 40

    /// One line that names every tensor. Those that differ only in the number of a block are named together:
    /// "blocks.{0…11}.norm1.weight [384] is missing". A file of another network has too many for a line; their number stands at the end.
    static func text(of problems: [WeightsProblem]) -> String {
        var (order, groups): ([WeightsProblem], [WeightsProblem: [Int]]) = ([], [:])
        for problem in problems {
            let (pattern, number) = problem.pattern
            if groups[pattern] == nil { order.append(pattern) }
            groups[pattern, default: []] += number.map { [$0] } ?? []
        }
        let named = order.prefix(limit).map { $0.text(with: groups[$0] ?? []) }
        let more = order.count - named.count
        return named.joined(separator: "; ") + (more > 0 ? "; and \(more) more do not fit" : "")
    }

    /// The problem with `*` in the place of the first part of the name that is a number, and that number.
    private var pattern: (WeightsProblem, Int?) {
        var parts = name.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
        guard let place = parts.firstIndex(where: { Int($0) != nil }), let number = Int(parts[place]) else {
            return (self, nil)
        }
        parts[place] = "*"
        return (WeightsProblem(parts.joined(separator: "."), problem), number)
    }

    private func text(with numbers: [Int]) -> String {
        let sorted = numbers.sorted()
        guard let first = sorted.first, let last = sorted.last else {
            return name.isEmpty ? problem : "\(name) \(problem)"
        }
        let isWhole = last - first == sorted.count - 1
        let list = isWhole ? "\(first)…\(last)" : sorted.map(String.init).joined(separator: ",")
        let place = sorted.count == 1 ? "\(first)" : "{\(list)}"
        return name.split(separator: ".", omittingEmptySubsequences: false).map { $0 == "*" ? place : String($0) }
            .joined(separator: ".") + " \(problem)"
    }
}
