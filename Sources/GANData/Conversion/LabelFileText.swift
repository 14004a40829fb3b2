import GANCore

/// The text of dataset.json: `{"labels": [["00000/img00000000.png", 6], …]}`, or real vectors in the place of 6.
struct LabelFileText {
    private let source: any SampleSource

    init(_ source: any SampleSource) { self.source = source }

    var text: String {
        let info = source.info
        guard info.labelKind != .none else { return "{\"labels\": null}\n" }
        var text = "{"
        if !info.classNames.isEmpty {
            text += "\"class_names\": [\(info.classNames.map(quoted).joined(separator: ", "))],\n"
        }
        text += "\"labels\": [\n"
        for index in 0..<info.count {
            let label = source.labels(at: [index])
            let value = info.labelKind == .classes ? "\(label.firstIndex(of: 1) ?? 0)" : "\(label)"
            text += "[\"\(DataConversion.name(of: index))\", \(value)]" + (index + 1 < info.count ? ",\n" : "\n")
        }
        return text + "]}\n"
    }

    /// The text as a JSON string.
    private func quoted(_ text: String) -> String {
        let escaped = text.unicodeScalars.map { scalar in
            switch scalar {
            case "\"", "\\": "\\\(scalar)"
            case _ where scalar.value < 0x20:
                "\\u" + String(repeating: "0", count: scalar.value < 16 ? 3 : 2) + String(scalar.value, radix: 16)
            default: "\(scalar)"
            }
        }
        return "\"\(escaped.joined())\""
    }
}
