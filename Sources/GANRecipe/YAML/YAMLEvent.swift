/// A place in a text as libyaml counts it: both from 0, the column in Unicode scalars.
struct YAMLPosition {
    let line: Int
    let column: Int
}

/// One step of a YAML text.
struct YAMLEvent {
    enum Kind {
        case documentStart
        case documentEnd
        case alias(name: String)
        case scalar(text: String, isQuoted: Bool)
        case listStart(isFlow: Bool)
        case mapStart(isFlow: Bool)
        /// Of the list or map that began last and has not ended.
        case collectionEnd
    }

    let kind: Kind
    let anchor: String?
    let tag: String?
    let start: YAMLPosition
    let end: YAMLPosition
}

/// Why libyaml cannot go on, in its own words.
struct YAMLSyntaxError: Error {
    let problem: String
    let position: YAMLPosition
    /// What it was doing, and where that began; empty where it does not say.
    let context: String
    let contextPosition: YAMLPosition
}
