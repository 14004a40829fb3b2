import GANCore
import GANTensor

/// Checks what a role promises besides training. Results are compared between calls and between equal components.
struct RoleCheck {
    let world: TinyWorld

    /// - Throws: `TinyWorld.Unfit` if the component refuses the inputs of the check.
    func faults() throws -> [String] {
        let make = { try world.made() }
        let first = try make()
        let component = first.component
        switch world.choice.role {
        case .schedule: return try (component as? any Schedule).map { try faults(of: $0, make().component) } ?? []
        case .sampler: return try (component as? any Sampler).map { try faults(of: $0, first.composition.data) } ?? []
        case .dataset: return try (component as? any Dataset).map { try faults(of: $0) } ?? []
        case .metric: return try (component as? any Metric).map { try MetricCheck(metric: $0).faults() } ?? []
        case .extractor: return try (component as? any FeatureExtractor).map { try faults(of: $0) } ?? []
        case .importer:
            return try (component as? any Importer).map { try ImporterCheck($0, in: world.catalog).faults() } ?? []
        case .generator:
            return (component as? any Generator).map { LayerOrderCheck(network: $0, order: $0.layerOrder).faults } ?? []
        case .discriminator:
            return (component as? any Discriminator).map {
                LayerOrderCheck(network: $0, order: $0.layerOrder).faults
            } ?? []
        default: return []
        }
    }

    /// Compares the results of a metric or feature extractor on one thread with those on several.
    func threads() throws -> [String] {
        func differs<Result: Equatable>(_ result: () throws -> Result) throws -> Bool {
            let alone = try Backends.withThreads(1) { try result() }
            return try Backends.withThreads(TrainingCheck.threadCount) { try result() } != alone
        }
        switch try world.made().component {
        case let metric as any Metric:
            let check = MetricCheck(metric: metric)
            return try differs { try check.measured() } ? [TrainingCheck.threadFault("its scores differ")] : []
        case let extractor as any FeatureExtractor:
            let differs = try differs { bits(try extractor(Self.levels()).rows) }
            return differs ? [TrainingCheck.threadFault("its features differ")] : []
        default: return []
        }
    }

    /// The rules that a regularizer breaks.
    func penalty() -> [String] {
        RegularizerCheck(world.choice, { try tinyTestGAN($0, world.form) }, steps: 4).problems()
    }

    // MARK: Schedules

    private func faults(of schedule: any Schedule, _ other: any Component) throws -> [String] {
        let positions = [0, 1, 10, 1000, 100_000, 10, 0].map { TrainingPosition(step: $0, images: $0 * 8) }
        let values = positions.map(schedule.value)
        let again = positions.map { (other as? any Schedule)?.value(at: $0) ?? .nan }
        if let index = values.indices.first(where: { !values[$0].isFinite }) {
            return [
                "its value at step \(positions[index].step) is \(values[index])\n  fix: return a finite number at every position"
            ]
        }
        var faults: [String] = []
        if let index = values.indices.first(where: { !schedule.range.contains(values[$0]) }) {
            faults.append(
                "its value at step \(positions[index].step) is \(values[index]), but its range is"
                    + " \(schedule.range.lowerBound) ... \(schedule.range.upperBound)\n  fix: return both limits from `range`"
            )
        }
        let isPure = values[0] == values[6] && values[2] == values[5] && values == again
        if !isPure {
            faults.append(
                "its value at a position is not always the same\n  fix: compute it from the position and the settings alone"
            )
        }
        return faults
    }

    // MARK: Samplers

    private func faults(of sampler: any Sampler, _ data: any Dataset) throws -> [String] {
        let order = try sampler.order(of: data, seed: 1)
        let (whole, late) = (try order.samples(at: 0..<48), try order.samples(at: 40..<48))
        guard whole.count == 48, late.count == 8 else {
            return [
                "its order has \(counted(whole.count, "sample")) at 48 places\n  fix: return one index for each place"
            ]
        }
        if let wrong = whole.first(where: { !(0..<data.info.count).contains($0) }) {
            return [
                "its order names sample \(wrong) of \(counted(data.info.count, "sample"))\n  fix: let all indices be in 0 ..<"
                    + " data.info.count"
            ]
        }
        let again = try sampler.order(of: data, seed: 1).samples(at: 40..<48)
        guard Array(whole.suffix(8)) == late, late == again else {
            return [
                "the same place has different samples in two calls\n  fix: draw from DataRandom with the seed and the place, so"
                    + " that any thread can ask for any place"
            ]
        }
        return try faultsOfLabels(sampler, data)
    }

    private func faultsOfLabels(_ sampler: any Sampler, _ data: any Dataset) throws -> [String] {
        func labels() throws -> Tensor {
            try sampler.fakeLabels(8, of: data, at: .start, random: RandomStream(seed: 1, path: "labels"))
        }
        let (first, second) = (try labels(), try labels())
        guard first.shape == [8, data.info.labelSize] else {
            return [
                "its labels have the shape \(first.shape); expected [8, \(data.info.labelSize)]\n  fix: return a row of"
                    + " data.info.labelSize numbers for each label, as data.labels(at:) does"
            ]
        }
        return bits(first) == bits(second)
            ? [] : ["equal calls of fakeLabels give different labels\n  fix: draw only from `random`"]
    }

    // MARK: Data

    private func faults(of data: any Dataset) throws -> [String] {
        let indices = [0, data.info.count - 1, data.info.count / 2, 0]
        let samples = try data.samples(at: indices)
        guard samples.images.shape[0] == 4, samples.labels.shape == [4, data.info.labelSize] else {
            return [
                "4 indices give images of shape \(samples.images.shape) and labels of shape \(samples.labels.shape); expected"
                    + " [4, …] and [4, \(data.info.labelSize)]\n  fix: return a row for each index, in the order of the indices"
            ]
        }
        var faults: [String] = []
        let again = try data.samples(at: [indices[1]])
        if bits(again.images) != bits(samples.images.rows(1..<2)) {
            faults.append(
                "equal indices give different images\n  fix: let a sample depend on its index and the settings alone")
        }
        if bits(try data.labels(at: indices)) != bits(samples.labels) {
            faults.append(
                "`labels(at:)` and `samples(at:)` give different labels for the same indices\n  fix: let both read the labels from one"
                    + " place")
        }
        return faults
    }

    // MARK: Extractors

    /// Random images, in which all axes differ.
    private static func levels() -> Tensor {
        RandomStream(seed: 1, path: "images").uniform([4, 3, 16, 20]) * 255
    }

    private func faults(of extractor: any FeatureExtractor) throws -> [String] {
        let levels = Self.levels()
        let features = try extractor(levels)
        let again = try extractor(levels)
        return bits(again.rows) == bits(features.rows)
            ? []
            : ["equal images give different features\n  fix: draw no random numbers, and keep nothing between calls"]
    }
}
