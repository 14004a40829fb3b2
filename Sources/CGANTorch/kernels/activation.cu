// One thread computes one element.

DEVICE REAL NAME(activated)(REAL v, REAL slope, REAL gain, REAL clamp) {
    v *= v > 0 ? gain : slope * gain;
    // The comparisons let NaN pass through.
    v = v < -clamp ? -clamp : v;
    return v > clamp ? clamp : v;
}

KERNEL NAME(bias_activation)(const struct gt_activation a) {
    int i = THREAD;
    if (i >= a.count) return;
    REAL shift = a.bias ? ((const REAL *)a.bias)[i / a.inner % a.channels] : (REAL)0;
    REAL v = ((const REAL *)a.x)[i] + shift;
    ((REAL *)a.y)[i] = NAME(activated)(v, (REAL)a.slope, (REAL)a.gain, (REAL)a.clamp);
}

KERNEL NAME(scaled_activation)(const struct gt_activation a) {
    int i = THREAD;
    if (i >= a.count) return;
    int plane = i / a.inner;
    REAL shift = ((const REAL *)a.bias)[plane % a.channels];
    if (a.noise) shift = ((const REAL *)a.noise)[plane / a.channels * a.noise_step + i % a.inner] + shift;
    REAL v = ((const REAL *)a.x)[i] * ((const REAL *)a.factors)[plane] + shift;
    ((REAL *)a.y)[i] = NAME(activated)(v, (REAL)a.slope, (REAL)a.gain, (REAL)a.clamp);
}

KERNEL NAME(bias_activation_adjoint)(const struct gt_activation a) {
    int i = THREAD;
    if (i >= a.count) return;
    REAL output = ((const REAL *)a.output)[i], gain = (REAL)a.gain, clamp = (REAL)a.clamp;
    REAL v = ((const REAL *)a.x)[i] * (output > 0 ? gain : (REAL)a.slope * gain);
    ((REAL *)a.y)[i] = output < clamp && output > -clamp ? v : (REAL)0;
}
