/// The labels that images are asked for, in the words of a user.
package struct AskedLabels {
    /// Names or numbers of classes, attributes or stored samples.
    package var names: [String] = []
    /// Whole labels, as `LabelGrammar` reads them.
    package var labels: [String] = []
    /// The path of a file with labels.
    package var file: String?

    package init(names: [String] = [], labels: [String] = [], file: String? = nil) {
        (self.names, self.labels, self.file) = (names, labels, file)
    }

    var hasLabels: Bool { !labels.isEmpty || file != nil }
}
