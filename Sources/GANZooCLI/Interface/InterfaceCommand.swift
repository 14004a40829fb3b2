import ArgumentParser
import GANCore

extension PluginCommand {
    struct Interface: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Prints what a role asks of its components: the protocol with its comments.",
            discussion: """
                Without an argument, lists all roles. `tensor` prints the operations of tensors, `module` layers, \
                parameters and buffers, and the name of a type that type. `ganzoo new ROLE NAME` writes a component to start from.
                """)
        @Argument(
            help: "The role, such as regularizer; or tensor, module, or a type, such as StepView.",
            completion: .list(Self.subjects))
        var subject: String?
        @Flag(help: "Also print all types that the role's protocol leads to.") var all = false

        func validate() throws {
            guard try role() == nil, all else { return }
            throw ValidationError("--all goes with a role, such as `regularizer --all`")
        }

        func run() throws {
            guard let subject else { return printText(Self.list + "\n") }
            if let library = InterfaceLibrary(rawValue: subject) {
                printText(try LibraryInterface(library).text + "\n")
            } else if let role = try role() {
                printText(try RoleInterface(role).text(all: all) + "\n")
            } else {
                printText(try TypeInterface(subject).text + "\n")
            }
        }

        /// Nil if the subject is no role.
        private func role() throws -> ComponentRole? {
            guard let subject, InterfaceLibrary(rawValue: subject) == nil, subject.first?.isUppercase == false else {
                return nil
            }
            if let role = ComponentRole(rawValue: subject) { return role }
            throw ValidationError(
                "there is no role `\(subject.shortened(to: 60))`; "
                    + (suggestion(for: subject, among: Self.subjects) ?? "use one of: \(listed(Self.subjects))"))
        }

        private static let subjects =
            ComponentRole.allCases.map(\.rawValue) + InterfaceLibrary.allCases.map(\.rawValue)

        private static var list: String {
            let rows =
                ComponentRole.allCases.map { ($0.rawValue, $0.protocolName) }
                + InterfaceLibrary.allCases.map { ($0.rawValue, $0.summary) }
            let width = rows.map(\.0).widest
            return rows.map { "\($0.padding(to: width))  \($1)" }.joined(separator: "\n")
        }
    }
}
