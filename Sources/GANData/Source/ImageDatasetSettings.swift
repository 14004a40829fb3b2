import GANCore

/// The settings of a data set of stored or drawn images; they know how to find them.
package protocol ImageDatasetSettings: ComponentSettings {
    /// The keys that all such data sets have.
    var images: ImageSettings { get }
    /// Every image of the set with its label, before any is read.
    /// - Throws: `DataError`.
    func collection() throws -> ImageCollection
}
