import GANCore
import GANMetrics
import GANRecipe
import GANTrain

extension FeatureLibrary {
    /// The feature extractor of a run's scores: the one that the user or the run's recipe names; if none is named, the one that the
    /// images ask for (`UsualFeatures`).
    /// - Parameters:
    ///   - choice: the extractor that the user named; nil for the recipe's.
    ///   - preparation: the preparation that the user named; nil for the recipe's, or for the default of another extractor.
    ///   - weights: the file that the user named; nil for the recipe's, or for that of the library.
    ///   - data: of the images; `.unknown` if they are unknown.
    ///   - others: forms of other images that the run's are compared with; called if no extractor is named.
    /// - Throws: `RunError`.
    package func features(
        of run: RunRecipe, _ choice: ComponentReference<any FeatureExtractor>? = nil, preparation: String? = nil,
        weights: String? = nil, _ data: DatasetInfo = .unknown, beside others: () throws -> [MeasuredForm] = { [] }
    ) throws -> ChosenFeatures {
        if let choice {
            return .extractor(try extractor(choice, preparation: preparation, weights: weights, data))
        }
        let own = try run.checked().section(EvaluateSection.self)
        guard let features = own.features else {
            return try self.features(
                of: [run.imageForm()] + others(), preparation: preparation, weights: weights, data)
        }
        return .extractor(
            try run.namingMovedPaths {
                try extractor(
                    features, preparation: preparation ?? own.preparation, weights: weights ?? own.weights, data)
            })
    }

    /// The feature extractor of images for which nobody names one.
    /// - Parameter forms: of all images that are compared.
    /// - Throws: `RunError` if weights that are there do not fit.
    package func features(
        of forms: [MeasuredForm], preparation: String? = nil, weights: String? = nil, _ data: DatasetInfo = .unknown
    ) throws -> ChosenFeatures {
        let usual = UsualFeatures(forms)
        let choice = ComponentReference<any FeatureExtractor>(usual.name)
        if weights == nil, let missing = missing(usual) { return .missing(missing) }
        return .extractor(try extractor(choice, preparation: preparation, weights: weights, data))
    }

    /// The reason why an extractor cannot be used; nil if it can.
    package func missing(_ usual: UsualFeatures) -> MissingFeatures? {
        guard found(usual.name) == nil, let needed = LoadedExtractor.weights(ComponentReference(usual.name)) else {
            return nil
        }
        return MissingFeatures(usual: usual, places: listedFolders, advice: needed.advice)
    }
}

extension RunRecipe {
    /// The form of the run's images. Images with three channels are read, up to the first one with color; they count as colored if they
    /// cannot be read.
    func imageForm() throws -> MeasuredForm {
        let unread = MeasuredForm(try RunManifest(of: .checked(folder), folder: folder).data.info)
        guard unread.isInColor, let data = try? data([]).open(warns: false, report: { _ in }) else { return unread }
        return (try? MeasuredForm(data)) ?? unread
    }
}
