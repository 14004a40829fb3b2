import GANCore
import GANImport
import GANModule
import GANTrain

/// Options of an import: the networks to take and changed settings.
public struct ImportOptions: Sendable {
    /// The networks to take, as far as the files have them.
    public var networks: Set<ForeignNetwork.Role>
    /// Values where no tensor shows one, or other values, as in a recipe: `data.path=images`. The last one of equal keys
    /// counts.
    public var changes: [String]
    /// Plugins that were loaded, for run.json.
    package var plugins: [PluginFile] = []

    public init(
        networks: Set<ForeignNetwork.Role> = Set(ForeignNetwork.Role.allCases), changes: [String] = []
    ) { (self.networks, self.changes) = (networks, changes) }
}

extension Run {
    /// Takes over networks that another program trained, as a run with one checkpoint. Nothing in a file is executed.
    ///
    ///     let (run, report) = try Run.importing(["network.pkl"], at: "runs/faces")
    ///
    /// The run makes pictures and scores. It cannot be trained further, but another run can start from it: `transfer.from`.
    /// - Parameters:
    ///   - files: the checkpoint, or one for each network. That of the generator's average has `ema` in its name.
    ///   - path: the new folder. Nothing is left there if the import fails.
    ///   - options: the networks to import, and changed settings.
    /// - Throws: `RunError`; `DestinationError` if the folder cannot be made.
    public static func importing(
        _ files: [String], at path: String, _ options: ImportOptions = ImportOptions()
    ) throws -> (run: Run, report: ImportReport) {
        let changes = try options.changes.map(ImportChange.init)
        let roles = ForeignNetwork.Role.allCases.filter(options.networks.contains)
        let place = try NewRunFolder(path)
        let report = try reported(files) {
            let networks = try ImportedNetworks(files, changes, roles: roles)
            return try place.create { try ImportedRun(networks, $0, for: path, plugins: options.plugins).write() }
        }
        return (try Run.open(at: path), report)
    }

    /// Runs `work` and throws every error of a file as a `RunError`.
    private static func reported<Value>(_ files: [String], _ work: () throws -> Value) throws -> Value {
        do { return try work() } catch let error as RunError { throw error } catch let error as DestinationError {
            throw error
        } catch let defect as ImportDefect {
            throw RunError.failed(
                "\(files.joined(separator: ", ")): \(defect.problem)\n  fix: give the checkpoints of one model, including its generator"
            )
        } catch let error as ImportError {
            let without: [RunFix] = error.isOfDiscriminator ? [.networks([.generator, .average])] : []
            throw RunError.failed("\(error.path): \(error.problem)", fixes: [.other(error.fix)] + without)
        } catch let error as SafetensorsError {
            throw RunError.failed("\(error)\n  fix: download it or write it again")
        } catch { throw RunError.failed(error.words) }
    }
}
