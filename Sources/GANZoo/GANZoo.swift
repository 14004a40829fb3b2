import Augmenters
import BigGAN
import Conditioners
import FewShot
// `import GANZoo` brings runs, recipes, the contract of components, tensors and metrics, and links every plugin of the project.
@_exported import GANCore
@_exported import GANModule
@_exported import GANRun
@_exported import GANTensor
import Heads
@_exported import ImageMetrics
import Losses
import NoisyTwins
import R3GAN
import Regularizers
import StyleGAN2
import UTLO

// What a run returns and throws, and statistics of its scores.
@_exported import struct GANMetrics.SeedValues
@_exported import func GANMetrics.holmCorrected
@_exported import struct GANTrain.Alone
@_exported import protocol GANTrain.Collective
@_exported import enum GANTrain.RunEnding
@_exported import enum GANTrain.RunFix
@_exported import enum GANTrain.TrainingError
