import GANCore

/// The sets that metrics compare.
package struct MeasuredSets {
    package let real: Features
    package let fake: Features
    /// As many of each class, for what is measured class by class; nothing to take `fake`.
    package var fakeByClass: Features?
    /// Those that the generator was trained on; nothing where that is not known.
    package var training: Features?
    /// Of those, in the order of their numbers.
    package var trainingClassNames: [String] = []
    /// In the order of their numbers.
    package var classNames: [String] = []
    package var trainingCounts: [Int] = []
    /// Of the generator; nothing where there is none.
    package var pathLength: Double?
    /// Of a classifier that learned from the images; nothing where it was not asked for.
    package var classification: ClassificationAccuracy?

    package init(real: Features, fake: Features) { (self.real, self.fake) = (real, fake) }
}

extension EvaluationReport {
    /// Measures one metric and adds what comes out.
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
            caveats.append("\(network.distanceName): the images are their own reference")
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
                "`\(network.rawValue)` knows no classes, and an inception score is made of them",
                fix: "leave out the metric is, or use the features of inception")
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
                + " compare only with scores of as many")
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
            throw MetricError("images alone have no path length", fix: "leave out ppl, or measure a run")
        }
        scores[network.scoreName("ppl")] = pathLength
    }

    private mutating func measureClassification(_ sets: MeasuredSets) throws(MetricError) {
        guard let found = sets.classification else {
            throw MetricError("no classifier learned from the images", fix: "leave out cas")
        }
        (classification, measuredBy.classifier) = (found, ClassificationAccuracy.classifier)
        scores["cas"] = found.accuracy
        for (group, accuracy) in found.groups { scores["cas_\(group.rawValue)"] = accuracy }
        if measuredBy.reference.split == .train {
            caveats.append("cas: on images that the generator was trained on; --against test has others")
        }
    }

    private mutating func measureDiversity(_ sets: MeasuredSets) throws(MetricError) {
        guard let training = sets.training else {
            throw MetricError(
                "the images that the generator was trained on are not known",
                fix: "leave out diversity, or measure a run")
        }
        let found = try ClusterDiversity(
            training: training, fake: sets.fakeByClass ?? sets.fake, names: sets.trainingClassNames)
        clusterDiversity = found
        let name = network.scoreName("cluster_diversity")
        (scores[name], scores["\(name)_deviation"]) = (found.diversity, found.deviation)
        scores[network.scoreName("nearest_training")] = found.nearness
    }

    /// Whether less is better.
    package static func isBetterWhenLower(_ name: String) -> Bool {
        ["fid", "fd_", "kid", "intra_", "ppl"].contains { name.hasPrefix($0) }
    }
}
