/// The samples that a recipe selects from a collection, with their labels.
package struct SampleSelection: Sendable {
    /// The indices of the selected images in the collection.
    package private(set) var positions: [Int32]
    /// The image of sample i; damaged images may be skipped.
    package private(set) var rows: [Int32] = []
    /// The label of each sample.
    package private(set) var labels: SampleLabels
    /// Whether mirrored copies are added.
    package let isDoubled: Bool

    /// - Throws: `RecipeError` if the labels do not fit a setting, or nothing is left.
    package init(_ collection: SampleLabels, _ settings: SelectionSettings) throws {
        (positions, labels) = (Array(0..<Int32(collection.count)), collection)
        isDoubled = settings.mirror == .double
        if let classes = settings.classes { try keep(classes) }
        if let subset = settings.subset { try keep("subset") { subset.kept(of: $0, classCount: $1) } }
        if let longTail = settings.longTail { try keep(longTail) }
        if settings.labels == .dropped { labels = .none(count: positions.count) }
        rows = Array(0..<Int32(positions.count))
        guard !positions.isEmpty else {
            throw RecipeError(
                problem: "no image is left",
                fix: "relax `classes`, `subset` or `long_tail`, or correct `data.path`")
        }
    }

    /// How often each image is selected.
    private var copies: Int { isDoubled ? 2 : 1 }

    package var count: Int { rows.count * copies }

    private mutating func keep(_ wanted: [String]) throws {
        let (classes, names) = try requireClasses("classes")
        let renumbered = try wanted.map { name in
            guard let index = names.firstIndex(of: name) else {
                throw RecipeError(
                    key: "classes", problem: "there is no class `\(name)`",
                    fix: suggestion(for: name, among: names) ?? "choose from: \(listed(names))")
            }
            return index
        }
        var newClass = [Int32](repeating: -1, count: names.count)
        for (new, old) in renumbered.enumerated() { newClass[old] = Int32(new) }
        positions = positions.filter { newClass[Int(classes[Int($0)])] >= 0 }
        labels = .classes(positions.map { newClass[Int(classes[Int($0)])] }, names: wanted)
    }

    /// - Parameter choose: gets the class of each sample and the number of classes; returns the samples to keep.
    private mutating func keep(_ key: String, _ choose: ([Int32], Int) -> [Int32]) throws {
        let (classes, names) = try requireClasses(key)
        let kept = choose(classes, names.count)
        positions = kept.map { positions[Int($0)] }
        labels = .classes(kept.map { classes[Int($0)] }, names: names)
        try requireImages(of: classes, names, key)
    }

    private mutating func keep(_ longTail: LongTailSettings) throws {
        guard case .vectors(let vectors) = labels, vectors.areAttributes else {
            return try keep("long_tail") { longTail.kept(of: $0, classCount: $1) }
        }
        let kept = longTail.kept(of: vectors)
        positions = kept.map { positions[Int($0)] }
        let left = kept.map { vectors[Int($0)] }
        labels = .vectors(left)
        let lost = (vectors.first ?? []).indices.filter { attribute in
            vectors.contains { $0[attribute] == 1 } && !left.contains { $0[attribute] == 1 }
        }
        guard !lost.isEmpty else { return }
        throw RecipeError(
            key: "long_tail", problem: "nothing is left of attribute number \(listed(lost.map(String.init)))",
            fix: "use a lower ratio")
    }

    /// A long tail may leave classes at its end empty.
    private func requireImages(of old: [Int32], _ names: [String], _ key: String) throws {
        guard case .classes(let kept, _) = labels else { return }
        let lost = Set(old).subtracting(kept).sorted().map { names[Int($0)] }
        if lost.isEmpty { return }
        let fix = key == "long_tail" ? "use a lower ratio" : "keep at least one image of each class"
        throw RecipeError(key: key, problem: "nothing is left of \(listed(lost))", fix: fix)
    }

    /// Keeps only these samples, in this order.
    package mutating func keep(_ samples: [Int]) {
        rows = samples.map { rows[$0] }
        switch labels {
        case .none: labels = .none(count: samples.count)
        case .classes(let classes, let names): labels = .classes(samples.map { classes[$0] }, names: names)
        case .vectors(let vectors): labels = .vectors(samples.map { vectors[$0] })
        }
    }

    private func requireClasses(_ key: String) throws -> (classes: [Int32], names: [String]) {
        guard case .classes(let classes, let names) = labels else {
            let needed = key == "long_tail" ? "classes or attributes" : "classes"
            throw RecipeError(
                key: key, problem: "it needs \(needed), but the data has none", fix: "remove this key")
        }
        return (classes, names)
    }

    /// The properties of the data before the images are read.
    package func info(channels: Int, height: Int, width: Int) -> DatasetInfo {
        var info = DatasetInfo(
            count: count, channels: channels, height: height, width: width, labelKind: .none, labelSize: 0)
        info.copies = copies
        switch labels {
        case .none: break
        case .classes(let classes, let names):
            info.labelKind = .classes
            (info.labelSize, info.classNames) = (names.count, names)
            info.classCounts = [Int](repeating: 0, count: names.count)
            for label in classes { info.classCounts[Int(label)] += copies }
        case .vectors(let vectors):
            info.labelSize = vectors.first?.count ?? 0
            let areAttributes = vectors.areAttributes
            info.labelKind = areAttributes ? .attributes : .vectors
            if areAttributes {
                info.classCounts = (0..<info.labelSize).map { attribute in
                    vectors.count { $0[attribute] == 1 } * copies
                }
            }
        }
        return info
    }

    /// - Parameters:
    ///   - first, second: below `rows.count`.
    package func haveSameLabel(_ first: Int, _ second: Int) -> Bool {
        switch labels {
        case .none: true
        case .classes(let classes, _): classes[first] == classes[second]
        case .vectors(let vectors): vectors[first] == vectors[second]
        }
    }

    /// A class without images would be sampled but never learned.
    package var warnings: [String] {
        guard case .classes(let classes, let names) = labels else { return [] }
        let empty = Set(names.indices).subtracting(classes.map(Int.init)).sorted().map { names[$0].escapingControls }
        if empty.isEmpty { return [] }
        let words = empty.count > 1 ? ("classes", "them") : ("class", "it")
        return ["there is no image of the \(words.0) \(listed(empty)); labels: compact removes \(words.1)"]
    }

    /// Appends the label of a sample, one-hot or unchanged.
    /// - Parameter index: below `rows.count`.
    package func appendLabel(of index: Int, to row: inout [Float]) {
        switch labels {
        case .none: break
        case .classes(let classes, let names):
            row += names.indices.map { $0 == Int(classes[index]) ? 1 : 0 }
        case .vectors(let vectors): row += vectors[index]
        }
    }
}

extension [[Float]] {
    /// Whether all values are 0 or 1.
    fileprivate var areAttributes: Bool { allSatisfy { $0.allSatisfy { $0 == 0 || $0 == 1 } } }
}
