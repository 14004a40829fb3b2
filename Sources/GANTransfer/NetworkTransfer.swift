import GANCore
import GANModule
import GANTensor

/// The plan for every tensor of one network, made before any tensor changes.
struct NetworkTransfer {
    let name: String
    private let network: Module
    private let layout: TransferLayout
    private let source: TransferSource
    private let prefix: String
    private let settings: TransferSettings
    private let data: DatasetInfo
    private let matches: [SeriesMatch]
    private let sourceNames: [String]

    init(
        _ network: TransferSettings.Network, in composition: Composition, _ source: TransferSource,
        _ settings: TransferSettings
    ) throws {
        name = network.rawValue
        let module: Module = network == .generator ? composition.generator : composition.discriminator
        prefix = try source.prefix(of: network, settings.weights)
        (self.network, self.source, self.settings, data) = (module, source, settings, composition.data.info)
        let layout = TransferLayout(module)
        let names = source.file.entries.map(\.name).filter { [prefix] in $0.hasPrefix(prefix) }
            .map { [prefix] in String($0.dropFirst(prefix.count)) }
        let own = module.parameters().map(\.path) + module.buffers().map(\.path)
        (self.layout, sourceNames) = (layout, names)
        matches = layout.series.map { SeriesMatch($0, target: own, source: names) }
    }

    /// - Throws: `SafetensorsError` if the file cannot be read.
    func plan() throws -> NetworkReport {
        var (tensors, used): ([TensorTransfer], Set<String>) = ([], [])
        let parameters = network.parameters().map { path, parameter in
            Slot(path: path, value: parameter.stored.detached(), isParameter: true) { value in
                if let tensor = value as? Tensor { parameter.wrappedValue = tensor }
            }
        }
        let buffers = network.buffers().map { path, buffer in
            Slot(path: path, value: buffer.value, isParameter: false) { _ = buffer.setValue($0) }
        }
        var changedOwners: Set<String> = []
        for slot in parameters + buffers {
            let sourceName = sourceName(of: slot.path)
            if source.file.entry(named: prefix + sourceName) != nil { used.insert(sourceName) }
            let owner = Self.owner(slot.path)
            let tensor = try transfer(slot, from: sourceName, ownerChanged: changedOwners.contains(owner))
            if slot.isParameter, tensor.outcome.isChange { changedOwners.insert(owner) }
            tensors.append(tensor)
        }
        return NetworkReport(
            name: name, tensors: tensors, unused: sourceNames.filter { !used.contains($0) }.map(unused),
            sourcePaths: sourceNames.map { "\(name).\($0)" })
    }

    private static func owner(_ path: String) -> String {
        path.split(separator: ".").dropLast().joined(separator: ".")
    }

    private func sourceName(of path: String) -> String {
        guard settings.resolution == .match else { return path }
        return matches.first { $0.series.meaning != .depth && $0.contains(path) }?.sourceName(of: path) ?? path
    }

    private func unused(_ name: String) -> UnusedTensor {
        let count = source.file.entry(named: prefix + name)?.elementCount ?? 0
        let isIgnored = settings.ignore.contains { PathPattern($0).matches("\(self.name).\(name)") }
        let misfit = isIgnored ? nil : explanation(ofOneSided: name)
        return UnusedTensor(path: name, count: count, misfit: misfit)
    }

    // MARK: One tensor

    /// - Parameter ownerChanged: whether the parameter next to the buffer differs from the source's.
    private func transfer(_ slot: Slot, from sourceName: String, ownerChanged: Bool) throws -> TensorTransfer {
        let path = "\(name).\(slot.path)"
        if settings.reinitialize.contains(where: { PathPattern($0).matches(path) }) {
            return slot.kept(.anew("listed in transfer.reinitialize"))
        }
        guard let entry = source.file.entry(named: prefix + sourceName) else {
            return slot.kept(explanation(ofOneSided: slot.path).map(Outcome.missing) ?? .anew(Self.noCounterpart))
        }
        let fits = slot.value.takes(entry.type, entry.shape)
        if let axis = layout.axes[slot.path] {
            do throws(Misfit) {
                if let converted = try converted(slot, entry, axis) { return converted }
            } catch { return slot.kept(.different(error)) }
        }
        if fits { return slot.replaced(by: try slot.value.reading(named: entry.name, from: source.file), .loaded) }
        if settings.condition == .reinitialize, layout.isConditional(slot.path) {
            return slot.kept(.anew("its shape depends on labels"))
        }
        if !slot.isParameter, ownerChanged { return slot.kept(.anew("it belongs to a weight that differs")) }
        let fix =
            layout.isConditional(slot.path)
            ? "set transfer.condition: reinitialize" : undeclaredAxis(of: slot, entry.shape)
        let (type, shape) = (slot.value.stateType.rawValue, slot.value.stateShape)
        let shapes = "\(entry.type.rawValue) \(entry.shape) in the source, \(type) \(shape) here"
        return slot.kept(.different(Misfit(shapes, fix: fix)))
    }

    /// The advice to the network's author to declare an axis whose size is that of the data; nil if a module around the tensor
    /// declares axes, or no axis has such a size.
    private func undeclaredAxis(of slot: Slot, _ source: [Int]) -> String? {
        let target = slot.value.stateShape
        let different = target.indices.filter { source.indices.contains($0) && source[$0] != target[$0] }
        guard source.count == target.count, different.count == 1, let axis = different.first,
            !layout.declaresAxes(around: slot.path)
        else { return nil }
        let meaning: String
        switch target[axis] {
        case data.labelSize: meaning = ".labels(perLabel: 1)"
        case data.channels: meaning = ".imageChannels"
        default: return nil
        }
        let type = String(describing: type(of: network))
        return "for the author of `\(type)`: conform it to `TransferableModule`, and return"
            + " [\"\(slot.path)\": TransferAxis(\(meaning), axis: \(axis))] from `transferAxes`"
    }

    private static let noCounterpart = "the source has no such layer"

    /// The reason why a tensor that only one network has prevents the transfer; nil if a policy covers it.
    private func explanation(ofOneSided path: String) -> Misfit? {
        if let match = matches.first(where: { $0.explainsLack(of: path) }) {
            let isDepth = match.series.meaning == .depth
            if (isDepth ? settings.mappingDepth : settings.resolution) == .match { return nil }
            // Layers of one series may be inside parts that depend on labels as a whole.
            if !layout.isConditional(path) {
                return Misfit("", fix: isDepth ? "set transfer.mapping_depth: match" : "set transfer.resolution: match")
            }
        }
        if layout.isConditional(path) {
            return settings.condition == .reinitialize ? nil : Misfit("", fix: "set transfer.condition: reinitialize")
        }
        return Misfit("", fix: nil)
    }

    // MARK: Axes

    /// - Returns: nil if the tensor can be copied unchanged, or cannot be converted along its axis.
    private func converted(
        _ slot: Slot, _ entry: SafetensorsEntry, _ axis: TransferAxis
    ) throws(Misfit) -> TensorTransfer? {
        if case .imageSize(let axes) = axis.meaning {
            return try ofAnotherSize(slot, entry, axis.axis..<axis.axis + axes)
        }
        guard let target = slot.value as? Tensor, entry.type == slot.value.stateType,
            AxisConversion.fits(axis, source: entry.shape, target: target.shape.dimensions)
        else { return nil }
        if let excess = source.file.excess(of: [entry.name], copies: 2) {
            throw Misfit(
                "\(grouped(entry.byteRange.count)) bytes in the source, which need more than half of this machine's memory, "
                    + "\(grouped(excess.limit))", fix: "use another checkpoint")
        }
        guard let read = try? source.file.tensor(entry.name),
            let conversion = AxisConversion(axis, source: read, target: target)
        else { return nil }
        let sizes = (entry.shape[axis.axis], target.shape[axis.axis])
        switch axis.meaning {
        case .labels(let perLabel): return try labels(slot, conversion, sizes, perLabel)
        case .imageChannels where sizes.0 != sizes.1:
            guard settings.channels == .convert else {
                throw Misfit(
                    "\(counted(sizes.0, "channel")) in the source, \(sizes.1) here",
                    fix: "set transfer.channels: convert")
            }
            return conversion.imageChannels().map {
                slot.replaced(by: $0, .reshaped(sizes.0 > sizes.1 ? "color to gray" : "gray to color"))
            }
        case .embedding(let first) where sizes.0 != sizes.1:
            guard let value = conversion.embedding(first: first) else { return nil }
            guard settings.condition == .reinitialize else {
                throw Misfit(
                    "\(counted(sizes.0, "input")) in the source, \(sizes.1) here",
                    fix: "set transfer.condition: reinitialize")
            }
            return slot.replaced(
                by: value, .reshaped("inputs of labels \(sizes.0 < sizes.1 ? "are added" : "are dropped")"))
        default: return nil
        }
    }

    /// - Parameter axes: those of positions.
    /// - Returns: nil if the positions are the same, or another axis differs.
    private func ofAnotherSize(
        _ slot: Slot, _ entry: SafetensorsEntry, _ axes: Range<Int>
    ) throws(Misfit) -> TensorTransfer? {
        func others(_ shape: [Int]) -> [Int] { shape.indices.filter { !axes.contains($0) }.map { shape[$0] } }
        let (theirs, ours) = (entry.shape, slot.value.stateShape)
        guard theirs.count == ours.count, theirs != ours, others(theirs) == others(ours) else { return nil }
        guard settings.resolution == .match else {
            throw Misfit(
                "\(theirs) in the source, \(ours) here, by the size of the images",
                fix: "set transfer.resolution: match")
        }
        return slot.kept(.anew("its shape depends on the size of the images"))
    }

    private func labels(
        _ slot: Slot, _ conversion: AxisConversion, _ sizes: (Int, Int), _ perLabel: Int
    ) throws(Misfit) -> TensorTransfer? {
        let count = sizes.0 / perLabel
        guard sizes.0 % perLabel == 0, sizes.1 == data.labelSize * perLabel else { return nil }
        let match = try ClassMatch(
            settings, names: data.classNames, count: data.labelSize, sourceNames: source.classNames, sourceCount: count,
            nearest: source.nearestClasses)
        if match.isIdentity(sourceCount: count) { return nil }
        if match.starts.allSatisfy({ $0 == .drawn }) { return slot.kept(.anew(match.rule)) }
        return slot.replaced(by: conversion.labels(match.starts, perLabel: perLabel), .reshaped(match.rule))
    }
}

/// A parameter or buffer of the network.
struct Slot {
    let path: String
    let value: any BufferValue
    let isParameter: Bool
    let store: (any BufferValue) -> Void

    private var count: Int { value.stateShape.reduce(1, *) }

    func kept(_ outcome: Outcome) -> TensorTransfer {
        TensorTransfer(path: path, count: count, isParameter: isParameter, outcome: outcome, store: {})
    }

    func replaced(by new: any BufferValue, _ outcome: Outcome) -> TensorTransfer {
        TensorTransfer(path: path, count: count, isParameter: isParameter, outcome: outcome) { [store] in store(new) }
    }
}
