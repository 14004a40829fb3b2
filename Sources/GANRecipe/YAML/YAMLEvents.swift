import CYAML

/// The events of a UTF-8 text. The only type that uses libyaml's memory.
@safe
final class YAMLEvents {
    private let parser: UnsafeMutablePointer<yaml_parser_t>
    private let input: UnsafeMutableBufferPointer<UInt8>
    private let isReady: Bool
    private var isAtEnd = false

    /// `text` must have passed `TextCheck`.
    init(_ text: String) {
        // libyaml reads from this copy as long as it exists.
        unsafe input = .allocate(capacity: text.utf8.count)
        _ = unsafe input.initialize(from: text.utf8)
        unsafe parser = .allocate(capacity: 1)
        unsafe parser.initialize(to: yaml_parser_t())
        isReady = unsafe yaml_parser_initialize(parser) != 0
        guard isReady else { return }
        unsafe yaml_parser_set_encoding(parser, YAML_UTF8_ENCODING)
        unsafe yaml_parser_set_input_string(parser, input.baseAddress, input.count)
    }

    deinit {
        if isReady { unsafe yaml_parser_delete(parser) }
        unsafe parser.deallocate()
        unsafe input.deallocate()
    }

    /// The next event; nil at the end of the text.
    func next() throws(YAMLSyntaxError) -> YAMLEvent? {
        while !isAtEnd {
            var event = unsafe yaml_event_t()
            guard isReady, unsafe yaml_parser_parse(parser, &event) != 0 else {
                isAtEnd = true
                throw syntaxError()
            }
            defer { unsafe yaml_event_delete(&event) }
            if unsafe event.type == YAML_STREAM_END_EVENT || event.type == YAML_NO_EVENT {
                isAtEnd = true
            } else if let event = unsafe Self.event(event) {
                return event
            }
        }
        return nil
    }

    private static func event(_ event: yaml_event_t) -> YAMLEvent? {
        switch unsafe event.type {
        case YAML_DOCUMENT_START_EVENT: unsafe plain(.documentStart, event)
        case YAML_DOCUMENT_END_EVENT: unsafe plain(.documentEnd, event)
        case YAML_SEQUENCE_END_EVENT, YAML_MAPPING_END_EVENT: unsafe plain(.collectionEnd, event)
        case YAML_ALIAS_EVENT: unsafe plain(.alias(name: string(event.data.alias.anchor) ?? ""), event)
        case YAML_SCALAR_EVENT: unsafe scalar(event)
        case YAML_SEQUENCE_START_EVENT: unsafe list(event)
        case YAML_MAPPING_START_EVENT: unsafe map(event)
        default: nil
        }
    }

    private static func plain(
        _ kind: YAMLEvent.Kind, _ event: yaml_event_t, anchor: String? = nil, tag: String? = nil
    ) -> YAMLEvent {
        unsafe YAMLEvent(
            kind: kind, anchor: anchor, tag: tag, start: position(event.start_mark), end: position(event.end_mark))
    }

    private static func scalar(_ event: yaml_event_t) -> YAMLEvent {
        let scalar = unsafe event.data.scalar
        let text = unsafe String(
            decoding: UnsafeBufferPointer(start: scalar.value, count: scalar.length), as: UTF8.self)
        let isQuoted = unsafe scalar.style != YAML_PLAIN_SCALAR_STYLE
        return unsafe plain(
            .scalar(text: text, isQuoted: isQuoted), event, anchor: string(scalar.anchor), tag: string(scalar.tag))
    }

    private static func list(_ event: yaml_event_t) -> YAMLEvent {
        let list = unsafe event.data.sequence_start
        let isFlow = unsafe list.style == YAML_FLOW_SEQUENCE_STYLE
        return unsafe plain(.listStart(isFlow: isFlow), event, anchor: string(list.anchor), tag: string(list.tag))
    }

    private static func map(_ event: yaml_event_t) -> YAMLEvent {
        let map = unsafe event.data.mapping_start
        let isFlow = unsafe map.style == YAML_FLOW_MAPPING_STYLE
        return unsafe plain(.mapStart(isFlow: isFlow), event, anchor: string(map.anchor), tag: string(map.tag))
    }

    private func syntaxError() -> YAMLSyntaxError {
        let state = unsafe parser.pointee
        return unsafe YAMLSyntaxError(
            problem: Self.string(state.problem) ?? "out of memory", position: Self.position(state.problem_mark),
            context: Self.string(state.context) ?? "", contextPosition: Self.position(state.context_mark))
    }

    private static func position(_ mark: yaml_mark_t) -> YAMLPosition {
        YAMLPosition(line: Int(clamping: mark.line), column: Int(clamping: mark.column))
    }

    private static func string(_ text: UnsafeMutablePointer<yaml_char_t>?) -> String? {
        unsafe text.map { unsafe String(cString: $0) }
    }

    private static func string(_ text: UnsafePointer<CChar>?) -> String? {
        unsafe text.map { unsafe String(cString: $0) }
    }
}
