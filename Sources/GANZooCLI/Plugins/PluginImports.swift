import Foundation
import GANCore

/// The modules of this program that the sources of a plugin import.
struct PluginImports {
    /// Those that a plugin may import.
    static let allowed: Set<String> = ["GANTensor", "GANModule", "GANCore", "GANData"]

    /// The first import of another module of the program, with its line; nil if there is none.
    /// - Parameter isOfProgram: whether the program has a module of a name.
    static func forbidden(in text: String, _ isOfProgram: (String) -> Bool) -> (line: Int, module: String)? {
        for (index, line) in text.splitAtLineFeeds(omittingEmpty: false).enumerated() {
            guard let module = module(importedIn: line[...]), !allowed.contains(module), isOfProgram(module) else {
                continue
            }
            return (index + 1, module)
        }
        return nil
    }

    /// `GANCore` for `@testable import struct GANCore.Samples`.
    private static func module(importedIn line: Substring) -> String? {
        let pattern =
            #/
            \s* (?: @\w+ (?: \([^)]*\) )? \s+ )*
            (?: (?: public | package | internal | fileprivate | private ) \s+ )?
            import \s+ (?: (?: struct | class | enum | protocol | typealias | func | let | var ) \s+ )? (\w+)
            /#
        return line.prefixMatch(of: pattern).map { String($0.1) }
    }

    /// - Throws: `CommandFailure` if a source imports a module that is no part of the contract.
    static func check(_ sources: [String], _ isOfProgram: (String) -> Bool) throws {
        for source in sources {
            let text = try String(contentsOfFile: source, encoding: .utf8)
            guard let found = forbidden(in: text, isOfProgram) else { continue }
            throw CommandFailure.failed(
                "\(source):\(found.line): a plugin cannot import \(found.module)\n  fix: import only GANTensor, GANModule and"
                    + " GANCore, which has the protocols of all roles, GANData in a data set, and modules of the system, such as"
                    + " Foundation")
        }
    }
}
