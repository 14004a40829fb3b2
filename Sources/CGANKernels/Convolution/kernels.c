#include "kernels.h"

#define KERNELS(suffix, scalar) \
    { .lanes = 64 / sizeof(scalar), \
      .lanesFromChannels = lanesFromChannels##suffix, \
      .channelsFromLanes = channelsFromLanes##suffix, \
      .productOverChannels = productOverChannels##suffix, \
      .productOverPixels = productOverPixels##suffix, \
      .winogradInputColumns = winogradInputColumns##suffix, \
      .winogradInputRows = winogradInputRows##suffix, \
      .winogradGradientColumns = winogradGradientColumns##suffix, \
      .winogradGradientRows = winogradGradientRows##suffix, \
      .winogradOutputRows = winogradOutputRows##suffix, \
      .winogradOutputColumns = winogradOutputColumns##suffix, \
      .winogradWeight = winogradWeight##suffix, \
      .winogradWeightAdjoint = winogradWeightAdjoint##suffix, \
      .depthwise = depthwise##suffix, \
      .depthwiseInputAdjoint = depthwiseInputAdjoint##suffix, \
      .depthwiseWeightAdjoint = depthwiseWeightAdjoint##suffix }

const GANConvolutionKernels ganConvolutionKernelsFloat = KERNELS(Float, float);
const GANConvolutionKernels ganConvolutionKernelsDouble = KERNELS(Double, double);
