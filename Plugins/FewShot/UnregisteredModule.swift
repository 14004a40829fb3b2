import GANModule

/// A module that its owner lists under a published name; as an ordinary property it would be listed a second time.
struct UnregisteredModule {
    let map: any VectorMap

    init(_ map: any VectorMap) { self.map = map }
}
