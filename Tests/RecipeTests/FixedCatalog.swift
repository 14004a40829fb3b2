import Augmenters
import Conditioners
import GANCore
import GANData
import GANRecipe
import GANTrain
import Losses
import NoisyTwins
import Optimizers
import Regularizers
import Samplers
import Schedules
import StyleGAN2

extension RecipeLoader {
    /// A catalog that does not grow with the project, so that messages which list what is registered stay the same.
    static var fixed: RecipeLoader { RecipeLoader(fixedCatalog) }
}

let fixedCatalog: ComponentCatalog = {
    var catalog = ComponentCatalog()
    catalog.add(Shapes.self)
    catalog.add(StyleGAN2Generator.self)
    catalog.add(StyleGAN2Discriminator.self)
    catalog.add(Embedding.self)
    catalog.add(NoisyEmbedding.self)
    catalog.add(DiffAugment.self)
    catalog.add(LogisticLoss.self)
    catalog.add(HingeLoss.self)
    catalog.add(R1.self)
    catalog.add(LeCam.self)
    catalog.add(PathLength.self)
    catalog.add(NoisyTwins.self)
    catalog.add(AdamOptimizer.self)
    catalog.add(ShuffledSampler.self)
    catalog.add(ClassBalancedSampler.self)
    catalog.add(LinearSchedule.self)
    catalog.add(section: TrainSettings.self)
    return catalog
}()
