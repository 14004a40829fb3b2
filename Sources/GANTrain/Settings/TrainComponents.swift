import GANCore

/// The optimizer that a recipe names for a network. A map without `type` is Adam's.
public struct OptimizerSetting {
    private let reference: ComponentReference<any Optimizer>

    /// Adam with its default settings.
    public init() { reference = ComponentReference(Self.defaultType) }

    /// An optimizer with these settings.
    public init<O: Optimizer>(_ type: O.Type, _ settings: O.Settings) { reference = ComponentReference(type, settings) }

    private init(_ reference: ComponentReference<any Optimizer>) { self.reference = reference }

    private static let defaultType = "adam"

    /// - Parameter path: of the setting in the recipe.
    func make(_ composition: Composition, at path: String) throws -> any Optimizer {
        try composition.make(reference, at: path)
    }
}

extension OptimizerSetting: SettingValue {
    public static var settingType: SettingType { ComponentReference<any Optimizer>.settingType }
    public var recipeNode: RecipeNode { reference.recipeNode }

    public static func read(_ reader: SettingReader) -> OptimizerSetting? {
        ComponentReference.read(reader, defaultType: defaultType).map { OptimizerSetting($0) }
    }
}

extension TrainSettings {
    /// Makes the optimizer of a phase's network.
    func makeOptimizer(of phase: Phase, _ composition: Composition) throws -> any Optimizer {
        let setting = phase == .generator ? generatorOptimizer : discriminatorOptimizer
        return try setting.make(composition, at: NetworkOptimizer.path(of: phase))
    }

    /// Makes the sampler of real images.
    package func makeSampler(_ composition: Composition) throws -> any Sampler {
        try composition.make(sampler, at: "\(Self.name).\(Key.sampler)")
    }

    /// Makes the sampler of the labels of generated images.
    package func makeFakeSampler(_ composition: Composition) throws -> any Sampler {
        try composition.make(fakeSampler, at: "\(Self.name).\(Key.fakeSampler)")
    }

    private enum Key {
        static let sampler = "sampler"
        static let fakeSampler = "fake_sampler"
    }

    /// - Throws: `RecipeError` with the key of a component that cannot be made or does not fit the data.
    func checkComponents(_ composition: Composition) throws {
        let info = composition.data.info
        for phase in Phase.allCases {
            try Self.naming("\(phase.rawValue)_optimizer") { _ = try makeOptimizer(of: phase, composition) }
        }
        try Self.naming(Key.sampler) { try makeSampler(composition).validate(for: info) }
        try Self.naming(Key.fakeSampler) { try makeFakeSampler(composition).validate(for: info) }
    }

    /// Adds the key of a setting to the errors of its component.
    private static func naming(_ key: String, _ body: () throws -> Void) throws {
        do { try ComponentError.making("\(name).\(key)", body) } catch let error as RecipeError {
            let inner = error.key.isEmpty ? "" : ".\(error.key)"
            throw RecipeError(key: key + inner, problem: error.problem, fix: error.fix)
        }
    }
}
