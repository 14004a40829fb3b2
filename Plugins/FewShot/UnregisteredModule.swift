import GANModule

/// A module that its owner lists under a published name; as an ordinary property it would be listed a second time.
struct UnregisteredModule {
    let map: any LinearMap

    init(_ map: any LinearMap) { self.map = map }
}
