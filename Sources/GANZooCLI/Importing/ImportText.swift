import GANCore
import GANRun

/// An import as lines.
struct ImportText {
    private let report: ImportReport

    init(_ report: ImportReport) { self.report = report }

    var lines: [String] {
        report.files.map { "\($0.path): \($0.format), \(counted($0.tensorCount, "tensor"))" } + report.notes
            + report.networks.flatMap(lines) + assumptions
    }

    private func lines(_ network: ImportReport.Network) -> [String] {
        let counts = parametersAndBuffers(network.parameterCount, network.bufferValueCount)
        var lines = [
            "\(network.role.rawValue.padding(to: 13))  \(network.place.shortened(to: 160)): \(network.program), "
                + "\(counted(network.tensorCount, "tensor")): \(counts)"
        ]
        if !network.defined.isEmpty {
            lines.append("  not in the file; known from the architecture: \(examples(network.defined))")
        }
        lines += network.derived.map { "  \($0)" }
        if !network.unused.isEmpty { lines.append("  not used: \(examples(network.unused))") }
        return lines
    }

    private var assumptions: [String] {
        let found = report.assumptions.map { "  \($0.key): \($0.value)  (\($0.note))" }
        return found.isEmpty
            ? [] : ["not in the file; the usual values are assumed (change them with --set KEY=VALUE):"] + found
    }
}
