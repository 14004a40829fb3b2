/// The passes of a phase: built once, and restricted for each reader.
package struct PhasePasses {
    package var real: DiscriminatorPass?
    package var fake: DiscriminatorPass?
    package var generated: GeneratorPass?

    package init(real: DiscriminatorPass? = nil, fake: DiscriminatorPass? = nil, generated: GeneratorPass? = nil) {
        (self.real, self.fake, self.generated) = (real, fake, generated)
    }

    /// The passes as the reader that declared `access` may read them; nil where it declared no input of the pass.
    package func restricted(to access: Access) -> PhasePasses {
        let inputs = access.declared
        return PhasePasses(
            real: inputs.readsReal ? real?.restricted(to: access) : nil,
            fake: inputs.readsFake ? fake?.restricted(to: access) : nil,
            generated: inputs.readsGenerated ? generated?.restricted(to: access) : nil)
    }
}
