import GANCore
import GANModule

/// The declarations of a network's modules about its tensors, by their paths in the network.
struct TransferLayout {
    private(set) var axes: [String: TransferAxis] = [:]
    private(set) var series: [TransferSeries] = []
    private var conditionalParts: [String] = []
    private var conditionalTensors: Set<String> = []
    /// Paths of the modules that declare axes, series or parts.
    private var declaring: [String] = []

    init(_ network: Module) {
        for (path, module) in network.modules() {
            if module is any Conditioner || module is any DiscriminatorHead {
                let own = module.parameters().map(\.path) + module.buffers().map(\.path)
                conditionalTensors.formUnion(own.map { joined(path, $0) })
            }
            guard let module = module as? any TransferableModule else { continue }
            declaring.append(path)
            for (name, axis) in module.transferAxes { axes[joined(path, name)] = axis }
            series += module.transferSeries.map { TransferSeries(joined(path, $0.prefix), $0.meaning) }
            conditionalParts += module.conditionalParts.map { joined(path, $0) }
        }
    }

    /// Whether a module that the tensor belongs to declares axes.
    func declaresAxes(around tensor: String) -> Bool {
        declaring.contains { $0.isEmpty || tensor.hasPrefix("\($0).") }
    }

    /// Whether a tensor depends on the network's use of labels.
    func isConditional(_ path: String) -> Bool {
        conditionalTensors.contains(path)
            || conditionalParts.contains { path == $0 || path.hasPrefix("\($0).") }
    }
}

func joined(_ path: String, _ name: String) -> String { path.isEmpty ? name : name.isEmpty ? path : "\(path).\(name)" }

/// The parts of a series that the two networks have.
struct SeriesMatch {
    let series: TransferSeries
    private let target: Set<Int>
    private let source: Set<Int>

    init(_ series: TransferSeries, target: [String], source: [String]) {
        self.series = series
        self.target = Set(target.compactMap { Self.number(in: $0, after: series.prefix) })
        self.source = Set(source.compactMap { Self.number(in: $0, after: series.prefix) })
    }

    /// Whether a tensor that only one network has is expected: the other has no such part, or the part is the largest
    /// that both have, which may contain layers to or from colors.
    func explainsLack(of path: String) -> Bool {
        guard target != source, let number = Self.number(in: path, after: series.prefix) else { return false }
        switch series.meaning {
        case .resolutionFromImages: return true
        case .depth: return !target.contains(number) || !source.contains(number)
        case .resolution: return number >= min(target.max() ?? 0, source.max() ?? 0)
        }
    }

    func contains(_ path: String) -> Bool { Self.number(in: path, after: series.prefix) != nil }

    /// The name of a target's tensor in the source.
    func sourceName(of path: String) -> String {
        guard series.meaning == .resolutionFromImages, let number = Self.number(in: path, after: series.prefix) else {
            return path
        }
        let own = number + (source.max() ?? 0) - (target.max() ?? 0)
        return "\(series.prefix)\(own)" + path.dropFirst("\(series.prefix)\(number)".count)
    }

    /// The number 32 of `synthesis.b32.conv0` after `synthesis.b`.
    private static func number(in path: String, after prefix: String) -> Int? {
        guard path.hasPrefix(prefix) else { return nil }
        let digits = path.dropFirst(prefix.count).prefix { $0.isASCII && $0.isNumber }
        return path.dropFirst(prefix.count + digits.count).first == "." ? Int(digits) : nil
    }
}
