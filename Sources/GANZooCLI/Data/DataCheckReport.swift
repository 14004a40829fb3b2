import GANCore
import GANData
import GANRun

/// The report of `data check`. For data sets of plugins without single images it has counts, sizes and
/// labels, and a sample of the images was read.
struct DataCheckReport: Report {
    static let command = "data check"
    static let format = 1

    struct Size: Encodable {
        let width: Int
        let height: Int
        let images: Int
    }

    struct Labels: Encodable {
        struct Class: Encodable {
            let name: String
            let images: Int
        }
        struct Group: Encodable {
            let name: String
            let classes: Int
            let images: Int
        }

        /// `none`, `classes`, `attributes` or `vectors`.
        let kind: String
        /// Classes, attributes, or numbers of a vector.
        let size: Int
        /// Ratio of the largest to the smallest class; absent if a class is empty.
        let ratio: Double?
        let profile: String?
        /// From the most common to the rarest.
        let classes: [Class]
        let groups: [Group]
    }

    struct Copies: Encodable {
        let places: [String]
        /// Copies whose label differs from the first one's.
        let relabeled: Int
    }

    struct NearCopy: Encodable {
        let place: String
        /// The name of the other split.
        let split: String
        let otherPlace: String
    }

    struct Problem: Encodable {
        let place: String
        let problem: String
        let fix: String

        init(_ error: DataError) { (place, problem, fix) = (error.place, error.problem, error.fix) }
    }

    let data: String
    let images: Int
    let imagesInCollection: Int
    let readableImages: Int
    let sizes: [Size]
    let notSquare: Int
    let grayImages: Int
    let colorImages: Int
    let labels: Labels
    let remarks: [Remark]
    let copies: [Copies]
    /// Images of which another split has nearly the same.
    let nearCopies: [NearCopy]
    let damage: [Problem]
    let faults: [Problem]
    /// The block `data` of a recipe; absent if no image can be read.
    let recipe: RecipeJSON?
}

extension DataCheckReport {
    init(
        _ inspection: ImageInspection, _ chosen: DatasetReference, _ recipe: RecipeNode?, _ nearCopies: [NearCopies]
    ) {
        data = chosen.name
        (images, imagesInCollection) = (inspection.count, inspection.collectionCount)
        readableImages = inspection.count - inspection.damage.count
        sizes = inspection.sizes.sorted { $0.key < $1.key }.map {
            Size(width: $0.key.width, height: $0.key.height, images: $0.value)
        }
        notSquare = inspection.oblong
        (grayImages, colorImages) = (inspection.channels[1] ?? 0, inspection.channels[3] ?? 0)
        labels = Labels(inspection.labels)
        remarks = inspection.notes.map { Remark($0.text, $0.isWarning ? .warning : .note) }
        copies = inspection.copies.map { Copies(places: $0.places, relabeled: $0.relabeled) }
        self.nearCopies = nearCopies.flatMap { found in
            found.pairs.map { NearCopy(place: $0.place, split: found.split, otherPlace: $0.otherPlace) }
        }
        (damage, faults) = (inspection.damage.map(Problem.init), inspection.faults.map(Problem.init))
        self.recipe = recipe.map(RecipeJSON.init)
    }

    /// A data set of a plugin.
    /// - Parameter read: number of images that were read.
    init(_ info: DatasetInfo, _ chosen: DatasetReference, read: Int) {
        data = chosen.name
        (images, imagesInCollection, readableImages) = (info.count, info.count, read)
        sizes = [Size(width: info.width, height: info.height, images: info.count)]
        notSquare = info.width == info.height ? 0 : info.count
        grayImages = info.channels == 1 ? info.count : 0
        colorImages = info.channels == 3 ? info.count : 0
        labels = Labels(LabelSummary(info))
        (remarks, copies, nearCopies, damage, faults) = ([], [], [], [], [])
        recipe = RecipeJSON(chosen.node)
    }
}

extension DataCheckReport.Labels {
    fileprivate init(_ labels: LabelSummary) {
        (kind, size) = (labels.kind.rawValue, labels.size)
        (ratio, profile) = (labels.ratio, labels.profile)
        classes = labels.classes.map { Class(name: $0.name, images: $0.count) }
        groups = labels.groups.map { Group(name: $0.name, classes: $0.classes, images: $0.images) }
    }
}
