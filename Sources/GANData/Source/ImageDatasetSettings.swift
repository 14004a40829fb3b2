import GANCore

/// The settings of a data set of stored or drawn images; they know how to find the images.
package protocol ImageDatasetSettings: ComponentSettings {
    /// The keys that all such data sets share.
    var images: ImageSettings { get }
    /// All images of the set with their labels; no image is read yet.
    /// - Throws: `DataError`.
    func collection() throws -> ImageCollection
    /// Whether `collection` supports `labels: folders`.
    var hasClassFolders: Bool { get }
}

extension ImageDatasetSettings {
    package var hasClassFolders: Bool { false }

    /// The collection with the labels that the recipe requests.
    /// - Parameter classOrder: the class names of a resumed run, in its order; data with the same classes keeps that order.
    /// - Throws: `DataError`; `RecipeError` if the data has no such labels.
    package func labeledCollection(classOrder: [String] = []) throws -> ImageCollection {
        let use = images.selection.labels
        if use == .folders, !hasClassFolders { throw LabelUse.foldersAreMissing }
        var collection = try collection()
        try collection.relabel(use)
        collection.order(as: classOrder)
        return collection
    }
}
