import ArgumentParser
import GANCore

extension PluginCommand {
    struct Interface: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Prints what a role asks of its components: the protocol with its comments.",
            discussion: """
                Without an argument, lists all roles. `tensor` prints the operations of tensors. `ganzoo new ROLE NAME` writes a component \
                to start from.
                """)
        @Argument(
            help: "The role, such as regularizer; or tensor.",
            completion: .list(ComponentRole.allCases.map(\.rawValue) + [Self.tensor]))
        var subject: String?

        func validate() throws { _ = try role() }

        func run() throws {
            guard let subject else { return printLine(Self.list) }
            if subject == Self.tensor { return printLine(try TensorInterface().text) }
            if let role = try role() { printLine(try RoleInterface(role).text()) }
        }

        /// Nil if the subject is no role.
        private func role() throws -> ComponentRole? {
            guard let subject, subject != Self.tensor else { return nil }
            if let role = ComponentRole(rawValue: subject) { return role }
            let names = ComponentRole.allCases.map(\.rawValue) + [Self.tensor]
            throw ValidationError(
                "there is no role `\(subject.shortened(to: 60))`; "
                    + (suggestion(for: subject, among: names) ?? "use one of: \(listed(names))"))
        }

        private static let tensor = "tensor"

        private static var list: String {
            let rows =
                ComponentRole.allCases.map { ($0.rawValue, $0.protocolName) } + [(tensor, "operations of tensors")]
            let width = rows.map(\.0).widest
            return rows.map { "\($0.padding(to: width))  \($1)" }.joined(separator: "\n")
        }
    }
}
