import GANCore

/// What is checked of a component, in this order.
package enum ContractRule: String, CaseIterable, Sendable {
    /// The defaults fit each other.
    case settings
    /// It can be made.
    case construction
    /// Training and checkpoints find all its weights and state.
    case state
    /// What its role promises beyond training, such as a sampler's order.
    case role
    /// A tiny GAN trains with it.
    case training
    /// One seed gives one result.
    case repetition
    /// Any number of threads gives the same bits.
    case threads
    /// A resumed run is bit-identical to an uninterrupted one.
    case resuming
    /// A tiny GAN trains with it in micro-batches.
    case microbatch
    /// A network whose blocks are computed again in the backward pass gives the same bits, with less memory.
    case recomputation
    /// What a regularizer reads, returns and changes.
    case penalty
    /// Gradients are those that finite differences give, in float64.
    case gradients
}

/// A step of a check, for programs that show its progress.
package enum CheckEvent: Sendable {
    case begins(ContractRule)
    case ends(CheckResult)
}

/// The result of checking one rule.
package struct CheckResult: Sendable {
    package enum Outcome: Sendable, Hashable {
        case passed
        /// The faults. Each may have a second line with a fix.
        case failed([String])
        /// Why it was not checked.
        case skipped(String)
    }

    package let rule: ContractRule
    package let outcome: Outcome

    package var faults: [String] { if case .failed(let faults) = outcome { faults } else { [] } }
}
