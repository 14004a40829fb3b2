import GANCore
import GANRun

/// One of the fused kernels of a GPU in the report of `doctor`.
struct FusedKernelReport: Encodable {
    let name: String
    let isUsed: Bool
    /// Why PyTorch's operators compute in its place.
    let problem: String?

    init(_ use: FusedKernelUse) { (name, isUsed, problem) = (use.name, use.problem == nil, use.problem) }

    /// How many are used, and a line for each reason why others are not. No text if the device has none.
    static func lines(_ kernels: [FusedKernelReport]) -> [(name: String, text: String)] {
        guard !kernels.isEmpty else { return [] }
        let used = kernels.count(where: \.isUsed)
        let tried = used == 0 ? "" : "; tested on a processor, not on a GPU yet"
        var lines = [(name: "fused kernels", text: "\(used) of \(kernels.count) used\(tried)")]
        var told: Set<String> = []
        for problem in kernels.compactMap(\.problem) where told.insert(problem).inserted {
            let names = kernels.filter { $0.problem == problem }.map(\.name)
            let first = problem.splitAtLineFeeds().first ?? problem
            lines.append((names.count == kernels.count ? "  none" : "  not " + names.joined(separator: ", "), first))
        }
        return lines
    }
}
