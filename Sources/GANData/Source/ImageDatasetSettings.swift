import GANCore

/// The settings of a data set of stored or drawn images; they know how to find them.
package protocol ImageDatasetSettings: ComponentSettings {
    /// The keys that all such data sets have.
    var images: ImageSettings { get }
    /// Every image of the set with its label, before any is read.
    /// - Throws: `DataError`.
    func collection() throws -> ImageCollection
    /// Whether `collection` heeds `labels: folders`.
    var hasClassFolders: Bool { get }
}

extension ImageDatasetSettings {
    package var hasClassFolders: Bool { false }

    /// The collection with its labels as the recipe wants them.
    /// - Parameter classOrder: names of the classes of a run that goes on, in its order; data of the same classes keep to it.
    /// - Throws: `DataError`; `RecipeError` where the data have no such labels.
    package func labeledCollection(classOrder: [String] = []) throws -> ImageCollection {
        if images.labels == .folders, !hasClassFolders {
            throw RecipeError(
                key: "labels", problem: "only image_archive and image_folder take classes from folders",
                fix: "labels: true")
        }
        var collection = try collection()
        try collection.relabel(images.labels)
        collection.order(as: classOrder)
        return collection
    }
}
