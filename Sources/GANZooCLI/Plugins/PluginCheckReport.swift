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

        init(_ entry: ComponentEntry, _ results: [CheckResult]) {
            (role, name, module) = (entry.role.rawValue, entry.name, entry.module)
            checks = results.map(Check.init)
        }

        var keepsAllRules: Bool { checks.allSatisfy(\.faults.isEmpty) }
    }

    struct Check: Encodable {
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
    }

    let components: [Component]

    /// A line for each component and rule, with further lines for faults.
    var text: String { components.flatMap(\.lines).joined(separator: "\n") }
}

extension PluginCheckReport.Component {
    fileprivate var lines: [String] {
        ["\(role) \(name)  [\(module)]"] + zip(checks, [nil] + checks.map(\.reason)).map { "  \($0.text(after: $1))" }
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
