import GANCore
import GANMetrics
import GANRun
import ImageMetrics

/// The images that a classifier is trained and tested on.
struct ClassifierData {
    let training: any SampleSource
    let test: any SampleSource
    /// Where the images of the test come from, in words.
    let origin: String
    /// The fingerprint of all images of `data`; nil if they have none.
    let fingerprint: String?

    /// - Parameters:
    ///   - test: a folder, a zip file or a recipe; nil for the test part of `data` or images that are held out.
    ///   - holdOut: fraction of each class.
    /// - Throws: `CommandFailure` if the images have no classes; `RunError`.
    init(_ data: String, overrides: [String], test: String?, holdOut: Double, seed: UInt64) throws {
        let chosen = try DatasetReference(data, overrides: overrides)
        let all = try Self.source(chosen)
        try Self.check(all.info, data)
        fingerprint = try all.fingerprint()
        if let test {
            let reference = try DatasetReference(test, overrides: [])
            (training, self.test) = (all, try Self.source(reference, classOrder: all.info.namesOfClasses))
            try Self.compare(self.test.info, all.info, test)
            origin = "images of \(test)"
        } else if let part = try Self.testPart(of: chosen, { try DatasetReference(data, overrides: overrides + $0) }) {
            (training, self.test) = (all, try Self.source(part, classOrder: all.info.namesOfClasses))
            try Self.compare(self.test.info, all.info, "the test part")
            origin = "images of the test part"
        } else {
            let parts = ImageSubset.holdingOut(holdOut, of: all, seed: seed)
            (training, self.test, origin) = (parts.training, parts.heldOut, "images that were held out")
        }
    }

    /// The test part; nil if the data have none, or are that part.
    private static func testPart(
        of data: DatasetReference, _ changed: ([String]) throws -> DatasetReference
    ) throws -> DatasetReference? {
        let stated = ["data.split=train"]
        guard data.node["split"]?.inlineText != "test", (try? changed(stated)) != nil else { return nil }
        return try ReferenceData.choose(.test) { try changed(stated + $0) }
    }

    static func source(_ data: DatasetReference, classOrder: [String] = []) throws -> any SampleSource {
        let opened = try ProgressLine.announced { report in
            let opened = try data.open(classOrder: classOrder, report: report)
            try opened.withSource { try $0.prepare(report) }
            return opened
        }
        guard let source = (opened as? any StreamedDataset)?.source else {
            throw CommandFailure.failed("the data set cannot be read image by image")
        }
        return source
    }

    private static func check(_ info: DatasetInfo, _ name: String) throws {
        guard info.labelKind == .classes, info.labelSize >= 2 else {
            let found = info.labelKind == .classes ? "one class" : "no classes"
            throw CommandFailure.wrong(
                "ganzoo: a classifier needs two or more classes, but \(name) has \(found)\n  fix: use images with classes, such as a folder for each"
            )
        }
    }

    private static func compare(_ test: DatasetInfo, _ training: DatasetInfo, _ name: String) throws {
        guard test.namesOfClasses != training.namesOfClasses else { return }
        throw CommandFailure.wrong(
            "ganzoo: \(name) has the classes \(listed(test.namesOfClasses)), but the classifier learns \(listed(training.namesOfClasses))\n  fix: use images of the same classes"
        )
    }
}

/// The accuracy of a classifier as text.
struct ClassifierText {
    let lines: [String]

    init(_ found: ClassificationAccuracy, _ origin: String) {
        let rows = found.classes.map { own in
            [
                own.name, own.trainingImages.map { "\($0)" } ?? "-", "\(own.reals)",
                own.accuracy.map { "\(digits($0 * 100)) %" } ?? "-",
            ]
        }
        lines =
            ["accuracy on \(origin):"] + TextTable([["class", "images", "tested", "accuracy"]] + rows).lines + [
                "all images: \(digits(found.accuracy * 100)) %",
                "mean of the classes: \(digits(found.meanOfClasses * 100)) %",
            ]
    }
}
