import ArgumentParser
import Foundation
import GANCore
import GANImport
import GANModule
import GANRun

struct ImportCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "import",
        abstract: "Takes over networks that another program trained. Nothing in a file is executed.",
        discussion: """
            Published StyleGAN2 pickles, checkpoints of StudioGAN (StyleGAN2, BigGAN) and of BigGAN-PyTorch, state dicts of their \
            networks as safetensors, and what `ganzoo export` writes. A program that writes a file for each network: name them all. \
            The folder is that of a run with one checkpoint: pictures are made with ganzoo generate --run FOLDER.
            """)
    @Argument(
        help: "The checkpoint, or one for each network; that of the generator's average has `ema` in its name.",
        completion: .file(extensions: ["pkl", "pth", "pt", "safetensors"]))
    var files: [String]
    @Option(
        name: [.customShort("o"), .customLong("out")], help: "The folder to make (default: runs/<the file's name>).",
        completion: .directory)
    var output: String?
    @Option(
        name: .customLong("set"), parsing: .singleValue,
        help: "What no tensor shows, or another value: generator.conv_clamp=256, discriminator.mbstd_group_size=8.",
        transform: ImportChange.option)
    var changes: [ImportChange] = []
    @Option(
        parsing: .singleValue,
        help: "Only this one, which may be said again of another: generator, average or discriminator (default: all).")
    var network: [PublishedNetwork.Role] = []

    func validate() throws {
        guard network.isEmpty || network.contains(where: { $0 != .discriminator }) else {
            throw ValidationError("a run makes pictures: add --network generator or --network average")
        }
    }

    func run() throws {
        let folder = output ?? "runs/\(URL(fileURLWithPath: files[0]).deletingPathExtension().lastPathComponent)"
        let place = try ImportPlace(folder)
        do {
            let networks = try ImportedNetworks(
                files, changes, roles: network.isEmpty ? PublishedNetwork.Role.allCases : network)
            let report = try place.create { try ImportedRun(networks, $0, for: folder).write() }
            for line in networks.report + report { printLine(line) }
            printLine(
                "\(folder): recipe.yaml and a checkpoint\n  pictures: \(shellCommand(["ganzoo", "generate", "--run", folder]))"
            )
        } catch let failure as CommandFailure {
            throw failure
        } catch let error as RunError {
            throw error
        } catch let defect as ImportDefect {
            throw CommandFailure.failed(
                "\(files.joined(separator: ", ")): \(defect.problem)\n  fix: name the checkpoints of one model, its generator among them"
            )
        } catch let error as SafetensorsError {
            throw CommandFailure.failed("\(error)\n  fix: download it or write it again")
        } catch { throw CommandFailure.failed("\(error)") }
    }
}

/// A value that the user gives: `generator.conv_clamp=256`.
extension ImportChange {
    /// - Throws: `ValidationError` that says what is wrong.
    static func option(_ text: String) throws -> ImportChange {
        guard let equals = text.firstIndex(of: "="), equals > text.startIndex, !text.contains(where: \.isNewline) else {
            throw ValidationError("`\(text.shortened(to: 60))` is no key=value, such as generator.conv_clamp=256")
        }
        guard ["generator.", "discriminator.", "data."].contains(where: text.hasPrefix) else {
            throw ValidationError(
                "`\(text.shortened(to: 60))` is of neither network nor the data; change other keys in recipe.yaml afterwards"
            )
        }
        let key = String(text[..<equals])
        let said = String(text[text.index(after: equals)...])
        let value = Self.isPath(key) ? PathText.absolute(said) : said
        let name = key.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false).last ?? ""
        guard !name.isEmpty, name != "type" else {
            throw ValidationError(
                "`\(text.shortened(to: 60))` sets \(name.isEmpty ? "no key" : "a type, which cannot be set")")
        }
        return ImportChange(key: key, value: value)
    }

    /// Whether the imported recipe would take the value as relative to itself, and not to the working folder.
    private static func isPath(_ key: String) -> Bool {
        let settings = ComponentCatalog.linked.entry(.dataset, "image_folder")?.settings ?? []
        guard case .path? = settings.first(where: { "data.\($0.name)" == key })?.type else { return false }
        return true
    }
}
