import ArgumentParser
import GANCore

extension PluginCommand {
    struct Interface: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Prints what a role asks of its components: the protocol with its comments.",
            discussion: "Without a role, lists all roles. `ganzoo new ROLE NAME` writes a component to start from.")
        @Argument(help: "The role, such as regularizer.") var role: ComponentRole?

        func run() throws {
            guard let role else { return printLine(Self.roles) }
            printLine(try RoleInterface().text(role))
        }

        private static var roles: String {
            let roles = ComponentRole.allCases
            let width = roles.map(\.rawValue).widest
            return roles.map { "\($0.rawValue.padding(to: width))  \($0.protocolName)" }.joined(separator: "\n")
        }
    }
}
