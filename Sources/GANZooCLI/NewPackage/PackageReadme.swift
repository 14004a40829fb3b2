import Foundation
import GANCore

/// The README of a new package.
struct PackageReadme {
    let role: ComponentRole
    let names: ComponentNames

    var text: String {
        """
        # \(names.type)

        \(role.article.capitalized) \(role.rawValue) for GANZoo: `\(names.name)`. `ganzoo plugin interface \(role.rawValue)` prints what the role promises.

        The test of the component alone, in seconds:

            swift test

        As a plugin of any `ganzoo` (build it again after each update of `ganzoo`):

            ganzoo plugin build Sources/\(names.type)/*.swift -o \(names.type).so
            ganzoo plugin check \(names.type).so
            ganzoo component show \(role.rawValue) \(names.name) --plugin \(names.type).so
        \(use.map { "    \($0)" }.joined(separator: "\n"))

        Linked into a program of its own, which takes minutes to build:

            cd Program
            swift run -c release \(names.name)-ganzoo component show \(role.rawValue) \(names.name)

        """
    }

    private var use: [String] {
        let plugin = "--plugin \(names.type).so"
        let train = "ganzoo train recipes/\(names.name).yaml"
        guard role == .importer else { return ["\(train) \(plugin)"] }
        return ["ganzoo import model.safetensors --out runs/imported \(plugin)", "\(train) \(plugin)"]
    }
}
