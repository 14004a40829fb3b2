/// A position in a text as libyaml counts it: both from 0, the column in Unicode scalars.
struct YAMLPosition {
    let line: Int
    let column: Int
}

/// An event of a YAML text.
struct YAMLEvent {
    enum Kind {
        case documentStart
        case documentEnd
        case alias(name: String)
        case scalar(text: String, isQuoted: Bool)
        case listStart(isFlow: Bool)
        case mapStart(isFlow: Bool)
        /// The end of the innermost open list or map.
        case collectionEnd
    }

    let kind: Kind
    let anchor: String?
    let tag: String?
    let start: YAMLPosition
    let end: YAMLPosition
}

/// libyaml's error.
struct YAMLSyntaxError: Error {
    let problem: String
    let position: YAMLPosition
    /// The construct that libyaml was parsing, and where it started; empty if unknown.
    let context: String
    let contextPosition: YAMLPosition
}
