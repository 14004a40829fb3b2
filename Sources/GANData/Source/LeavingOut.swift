import GANCore

extension SampleSelection {
    /// Removes damaged images from the selection.
    /// - Parameter error: returns the error of an image, with its file's name.
    /// - Throws: `RecipeError` if no image is left, in total or of a class.
    mutating func leaveOut(_ damage: [ImageDamage], _ error: (ImageDamage) -> DataError) throws {
        guard let first = damage.first else { return }
        let damaged = Set(damage.map { Int32($0.index) })
        let kept = rows.indices.filter { !damaged.contains(rows[$0]) }
        guard !kept.isEmpty else {
            throw RecipeError(
                key: "on_bad_image",
                problem: "none of \(counted(rows.count, "image")) can be read; \(error(first).words)",
                fix: error(first).fix)
        }
        if let lost = lostClass(kept) {
            let example = damage.first { $0.index == lost.row }.map(error)
            throw RecipeError(
                key: "on_bad_image",
                problem: "no image of the class `\(lost.name)` can be read" + (example.map { "; \($0.words)" } ?? ""),
                fix: "replace the images, or list only the other classes in classes:")
        }
        keep(kept)
    }

    /// The first class that loses all its samples, with the row of one.
    private func lostClass(_ kept: [Int]) -> (name: String, row: Int)? {
        guard case .classes(let classes, let names) = labels else { return nil }
        let left = Set(kept.map { classes[$0] })
        return classes.indices.first { !left.contains(classes[$0]) }.map { (names[Int(classes[$0])], Int(rows[$0])) }
    }
}
