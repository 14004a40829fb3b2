import GANModule

// What layers can be told by a recipe.

extension Initialization: SettingValue {}
