import GANCore

/// A recipe's description of itself, under `about`.
package struct AboutSettings: SettingGroup {
    @Setting("what the recipe is for, in one line") package var summary: String = ""
    @Setting("the paper or code whose values the recipe uses") package var paper: String = ""
    @Setting("quirks of the published code that the recipe keeps") package var parity: [String] = []
    @Setting("quirks of the published code that the recipe does not keep") package var fixed: [String] = []
    @Setting("values and parts that no published configuration gives, and their source") package var derived: [String] =
        []
    package init() {}
}

/// Top-level keys that hold one value.
package struct TopLevelSettings: ComponentSettings {
    @Setting("version of the recipe language", in: 2...2) package var recipe: Int
    @Setting("description of the recipe") package var about = AboutSettings()
    @Setting("plugins that the recipe needs") package var requires: [String] = []
    @Setting("seed of all random numbers", in: 0...) package var seed: Int = 0
    package init() {}
}
