import GANModule

/// A map that its module lists under a published name: as a module's own property it would be listed a second time.
struct UnregisteredModule {
    let map: any LinearMap

    init(_ map: any LinearMap) { self.map = map }
}
