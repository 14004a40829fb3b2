import GANCore
import GANTrain

/// The time of one image in a forward pass of both networks: a lower bound for its share of a training step, which has several forward
/// passes and backward passes too.
enum ImageTime {
    /// Runs a pass of two images, after one that allocates memory. This updates the running averages of the networks.
    /// - Returns: seconds.
    static func measure(_ composition: Composition) throws -> Double {
        _ = try ForwardImages(1, composition)
        let (clock, count) = (ContinuousClock(), 2)
        let start = clock.now
        return try withExtendedLifetime(ForwardImages(count, composition)) {
            (clock.now - start) / .seconds(1) / Double(count)
        }
    }
}
