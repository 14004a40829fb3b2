import GANCore

/// What a recipe says of itself, under `about`.
package struct AboutSettings: SettingGroup {
    @Setting("what the recipe is for, in a line") package var summary: String = ""
    @Setting("the paper or code whose numbers it pins") package var paper: String = ""
    @Setting("quirks of the published code that it repeats") package var parity: [String] = []
    @Setting("quirks of the published code that it does not repeat") package var fixed: [String] = []
    @Setting("values and parts without a published configuration, and where they come from") package var derived:
        [String] = []
    package init() {}
}

/// Top-level keys that hold one value.
package struct TopLevelSettings: ComponentSettings {
    @Setting("version of the recipe language", in: 2...2) package var recipe: Int
    @Setting("what the recipe says of itself") package var about = AboutSettings()
    @Setting("plugins that must be loaded") package var requires: [String] = []
    @Setting("seed of every random draw", in: 0...) package var seed: Int = 0
    package init() {}
}
