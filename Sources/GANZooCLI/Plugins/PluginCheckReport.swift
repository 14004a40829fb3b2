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
        let checks: [Check]

        init(_ entry: ComponentEntry, _ checks: [Check]) {
            (role, name, module, self.checks) = (entry.role.rawValue, entry.name, entry.module, checks)
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
    var text: String {
        let rules = zip(checks, [nil] + checks.map(\.reason)).map { "  \($0.text(after: $1))" }
        return (["\(role) \(name)  [\(module)]"] + rules).joined(separator: "\n")
    }
}

extension PluginCheckReport.Check {
    /// - Parameter before: why the rule before was skipped; a reason is printed once.
    fileprivate func text(after before: String?) -> String {
        let words = rule.padding(to: Self.column)
        return switch outcome {
        case "failed": words + "FAILED: " + faults.map(indented).joined(separator: "\n" + Self.margin)
        case "skipped": words + "not checked" + (reason == before ? "" : ": " + indented(reason ?? ""))
        default: words + "ok"
        }
    }

    private func indented(_ text: String) -> String { text.replacing("\n", with: "\n" + Self.margin) }

    private static let column = 14
    private static let margin = String(repeating: " ", count: column + 2)
}
