import GANContractCheck
import GANCore

/// The report of `plugin check`.
struct PluginCheckReport: Report {
    static let command = "plugin check"
    static let format = 1

    struct Component: Encodable {
        let role: String
        let name: String
        let module: String
        /// Settings of `static var small` that are not the defaults: "channel_base: 512".
        let small: [String]
        let checks: [Check]

        init(_ entry: ComponentEntry, small: [RecipeNode.Entry], _ checks: [Check]) {
            (role, name, module, self.checks) = (entry.role.rawValue, entry.name, entry.module, checks)
            self.small = small.map { "\($0.key): \($0.value.inlineText)" }
        }

        var keepsAllRules: Bool { checks.allSatisfy(\.faults.isEmpty) }
        /// Whether no rule was skipped.
        var isChecked: Bool { checks.allSatisfy { $0.reason == nil } }
    }

    struct Check: Codable {
        let rule: String
        /// `passed`, `failed` or `skipped`.
        let outcome: String
        let faults: [String]
        /// Why it was skipped.
        let reason: String?

        init(_ result: CheckResult) {
            (rule, faults) = (result.rule.rawValue, result.faults)
            (outcome, reason) =
                switch result.outcome {
                case .passed: ("passed", nil)
                case .failed: ("failed", nil)
                case .skipped(let reason): ("skipped", reason)
                }
        }

        /// A rule that failed.
        init(rule: String, faults: [String]) {
            (self.rule, outcome, self.faults, reason) = (rule, "failed", faults, nil)
        }

        /// A rule that was not checked.
        init(rule: String, reason: String) {
            (self.rule, outcome, faults, self.reason) = (rule, "skipped", [], reason)
        }
    }

    let components: [Component]
}

extension PluginCheckReport.Component {
    /// A line for each rule, with further lines for faults.
    /// - Parameter columns: width of the terminal; nil for lines of any length.
    func text(columns: Int?) -> String {
        let head = ["\(role) \(name)  [\(module)]"]
        let settings =
            small.isEmpty
            ? [] : ["  settings of the check, as `static var small` states them: " + small.joined(separator: ", ")]
        let rules = zip(checks, [nil] + checks.map(\.reason)).flatMap { $0.lines(after: $1) }
        return (head + settings + rules).map { line in
            let indent = line.prefix { $0 == " " }.count
            let margin = String(repeating: " ", count: max(PluginCheckReport.Check.margin.count, indent + 2))
            return line.wrapped(to: columns, margin: margin)
        }.joined(separator: "\n")
    }
}

extension PluginCheckReport.Check {
    /// - Parameter before: why the rule before was skipped; a reason is printed once.
    fileprivate func lines(after before: String?) -> [String] {
        let words = "  " + rule.padding(to: Self.column)
        return switch outcome {
        case "failed": indented("\(words)FAILED: " + faults.joined(separator: "\n"))
        case "skipped": indented("\(words)not checked" + (reason.map { $0 == before ? "" : ": \($0)" } ?? ""))
        default: ["\(words)ok"]
        }
    }

    private func indented(_ text: String) -> [String] {
        let lines = text.splitAtLineFeeds(omittingEmpty: false)
        return lines.prefix(1) + lines.dropFirst().map { Self.margin + $0 }
    }

    private static let column = 14
    fileprivate static let margin = String(repeating: " ", count: column + 2)
}
