import GANCore

/// The image sets that metrics compare.
package struct MeasuredSets {
    package let real: Features
    package let fake: Features
    /// Equal numbers per class, for metrics per class; nil to use `fake`.
    package var fakeByClass: Features?
    /// The training images of the generator; nil if unknown.
    package var training: Features?
    /// Number of these per class, in the order of the classes.
    package var trainingClassNames: [String] = []
    /// In the order of their numbers.
    package var classNames: [String] = []
    package var trainingCounts: [Int] = []
    /// Of the generator; nil if there is none.
    package var pathLength: Double?
    /// Of a classifier trained on the images; nil if not requested.
    package var classification: ClassificationAccuracy?

    package init(real: Features, fake: Features) { (self.real, self.fake) = (real, fake) }
}

extension EvaluationReport {
    /// Computes one metric and adds the result.
    /// - Throws: `MetricError`.
    package mutating func measure(_ metric: MetricChoice, _ sets: MeasuredSets) throws(MetricError) {
        switch metric {
        case .fid: try measureDistance(sets)
        case .kid: try measureKernelDistance(sets)
        case .inceptionScore: try measureInceptionScore(sets)
        case .prdc: try measureNeighborhoods(sets)
        case .intraFID: try measureClasses(sets)
        case .pathLength: try measurePathLength(sets)
        case .classificationAccuracy: try measureClassification(sets)
        case .diversity: try measureDiversity(sets)
        }
    }

    private var network: ExtractorName { measuredBy.network.name }

    private mutating func measureDistance(_ sets: MeasuredSets) throws(MetricError) {
        scores[network.distanceName] = try frechetDistance(sets.real.rows, sets.fake.rows, ddof: measuredBy.ddof)
        let least = min(sets.real.count, sets.fake.count)
        if let caveat = Caveat.ofFewImages(least, sets.real.dimension) {
            caveats.append("\(network.distanceName): \(caveat)")
        }
        if measuredBy.reference.content != nil, measuredBy.reference.name == measuredBy.samples.name {
            caveats.append("\(network.distanceName): the images are compared with themselves")
        }
    }

    private mutating func measureKernelDistance(_ sets: MeasuredSets) throws(MetricError) {
        let (mean, deviation) = try KernelDistance.overSubsets(
            sets.real.rows, sets.fake.rows, subsets: measuredBy.kidSubsets, size: measuredBy.kidSubsetSize,
            seed: UInt64(measuredBy.samples.seed ?? 0))
        let name = network.scoreName("kid")
        (scores[name], scores["\(name)_deviation"]) = (mean, deviation)
    }

    private mutating func measureInceptionScore(_ sets: MeasuredSets) throws(MetricError) {
        guard let probabilities = sets.fake.probabilities else {
            throw MetricError(
                "`\(network.rawValue)` has no classes, which an inception score needs",
                fix: "remove the metric is, or use the features of inception")
        }
        let (mean, deviation) = try inceptionScore(probabilities, splits: measuredBy.inceptionScoreSplits)
        let name = network.scoreName("is")
        (scores[name], scores["\(name)_deviation"]) = (mean, deviation)
    }

    private mutating func measureNeighborhoods(_ sets: MeasuredSets) throws(MetricError) {
        let found = try Neighborhoods(sets.real.rows, sets.fake.rows, neighbors: measuredBy.neighbors)
        for (name, value) in [
            ("precision", found.precision), ("recall", found.recall), ("density", found.density),
            ("coverage", found.coverage),
        ] { scores[network.scoreName(name)] = value }
        guard sets.real.count != sets.fake.count else { return }
        caveats.append(
            "precision, recall, density: \(sets.real.count) real and \(counted(sets.fake.count, "generated image"));"
                + " compare only with scores of the same numbers")
    }

    private mutating func measureClasses(_ sets: MeasuredSets) throws(MetricError) {
        let found = try IntraClassDistance(
            sets.real, sets.fakeByClass ?? sets.fake, names: sets.classNames, trainingCounts: sets.trainingCounts,
            ddof: measuredBy.ddof)
        intraClass = found
        let name = "intra_\(network.distanceName)"
        scores[name] = found.mean
        for group in found.groups { scores["\(name)_\(group.group.rawValue)"] = group.mean }
    }

    private mutating func measurePathLength(_ sets: MeasuredSets) throws(MetricError) {
        guard let pathLength = sets.pathLength else {
            throw MetricError(
                "path length needs a generator, but there are only images",
                fix: "remove the metric ppl, or evaluate a run")
        }
        scores[network.scoreName("ppl")] = pathLength
    }

    private mutating func measureClassification(_ sets: MeasuredSets) throws(MetricError) {
        guard let found = sets.classification else {
            throw MetricError("no classifier was trained on the images", fix: "remove the metric cas")
        }
        (classification, measuredBy.classifier) = (found, ClassificationAccuracy.classifier)
        scores["cas"] = found.accuracy
        for (group, accuracy) in found.groups { scores["cas_\(group.rawValue)"] = accuracy }
        if measuredBy.reference.split == .train {
            caveats.append("cas: measured on the generator's training images; --against test uses others")
        }
    }

    private mutating func measureDiversity(_ sets: MeasuredSets) throws(MetricError) {
        guard let training = sets.training else {
            throw MetricError(
                "the generator's training images are unknown",
                fix: "remove the metric diversity, or evaluate a run")
        }
        let found = try ClusterDiversity(
            training: training, fake: sets.fakeByClass ?? sets.fake, names: sets.trainingClassNames)
        clusterDiversity = found
        let name = network.scoreName("cluster_diversity")
        (scores[name], scores["\(name)_deviation"]) = (found.diversity, found.deviation)
        scores[network.scoreName("nearest_training")] = found.nearness
    }

    /// Whether lower is better.
    package static func isBetterWhenLower(_ name: String) -> Bool {
        ["fid", "fd_", "kid", "intra_", "ppl"].contains { name.hasPrefix($0) }
    }
}
