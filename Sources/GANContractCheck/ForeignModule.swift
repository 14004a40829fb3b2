import GANCore
import GANModule

/// The network of ours that an importer describes.
struct ForeignModule {
    private let role: ComponentRole
    private let described: ForeignArchitecture
    private let catalog: ComponentCatalog

    /// The description fits no component.
    struct Unfit: Error {
        let fault: String
    }

    init(_ role: ForeignNetwork.Role, _ described: ForeignArchitecture, in catalog: ComponentCatalog) {
        self.role = role == .discriminator ? .discriminator : .generator
        (self.described, self.catalog) = (described, catalog)
    }

    /// - Throws: `Unfit`.
    func made() throws -> Module {
        let entries = described.settings.map { RecipeNode.Entry(key: $0.key, keyMark: nil, value: $0.value) }
        let type = RecipeNode.Entry(key: "type", keyMark: nil, value: .scalar(described.type))
        let network = try choice(role, RecipeNode(.map([type] + entries)))
        let conditioner = described.labelSize > 0 ? try choice(.conditioner, .scalar(described.conditioner)) : nil
        let labels: DatasetInfo.LabelKind = described.labelSize > 0 ? .classes : .none
        let info = DatasetInfo(
            count: 0, channels: described.imageChannels, height: described.resolution, width: described.resolution,
            labelKind: labels, labelSize: described.labelSize)
        let made: any Component
        do {
            made = try network.make(BuildContext(path: role.rawValue, data: info, seed: 0, conditioner: conditioner))
        } catch {
            throw Unfit(fault: "its architecture(of:) describes a network that cannot be made: \(error)")
        }
        guard let module = made as? Module else {
            throw Unfit(fault: "its architecture(of:) names `\(described.type)`, which is no network")
        }
        return module
    }

    private func choice(_ role: ComponentRole, _ node: RecipeNode) throws -> ComponentChoice {
        let problems = ProblemCollector()
        let reader = SettingReader(node, path: role.section, catalog: catalog, problems: problems)
        if let choice = reader.component(role), problems.count == 0 { return choice }
        let problem = problems.problems.first
        throw Unfit(
            fault: "its architecture(of:) does not describe \(role.article) \(role.rawValue) of this program: "
                + (problem?.message ?? "") + (problem?.hint.map { "\n  fix: \($0)" } ?? ""))
    }
}
