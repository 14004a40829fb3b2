import GANCore

/// The key `class_names` of a data set whose files number the classes.
struct ClassNames {
    let names: [String]

    /// - Throws: `RecipeError` if a name occurs twice.
    init(_ names: [String]) throws {
        if let twice = names.firstRepeated {
            throw RecipeError(key: "class_names", problem: "it names `\(twice)` twice", fix: "name each class once")
        }
        self.names = names
    }

    /// - Parameters:
    ///   - last: the largest number of a class.
    ///   - place: name of the file in messages.
    /// - Throws: `DataError` if that class has no name.
    func check(last: Int, _ place: String) throws {
        guard last >= names.count else { return }
        throw DataError(
            place, "class_names has \(counted(names.count, "name")), but class number \(last) occurs",
            fix: "set class_names to \(last + 1) names, or to null")
    }
}
