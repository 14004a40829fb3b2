"""Reference values of calibration errors in Tests/GANMetricsTests/ClasswiseMetricsTests.swift.

    pip install torch torchmetrics
    python3 calibration.py
"""

import numpy as np
import torch
from torchmetrics.functional.classification import multiclass_calibration_error

# Probabilities that a formula makes. Confident images are named wrong more often, so that bins differ in the sign.
COUNT, CLASSES = 60, 3
raw = np.array([[((i * 7 + c * 13) % 17) ** 2 + 1 for c in range(CLASSES)] for i in range(COUNT)], np.float32)
probabilities = raw / raw.sum(1, keepdims=True)
wrong = (np.arange(COUNT) % 5 == 0) | (probabilities.max(1) > 0.7)
asked = (probabilities.argmax(1) + wrong) % CLASSES


def expected_error(probabilities, asked, bins):
    """Guo et al. 2017, equation 3; bins contain their upper ends."""
    confidence, right = probabilities.max(1), probabilities.argmax(1) == asked
    total = 0.0
    for index in range(bins):
        own = (confidence > index / bins) & (confidence <= (index + 1) / bins)
        if own.any():
            total += own.mean() * abs(right[own].mean() - confidence[own].mean())
    return total


for bins in (15, 4):
    print(bins, "numpy", expected_error(probabilities.astype(np.float64), asked, bins), "torchmetrics",
        multiclass_calibration_error(
            torch.tensor(probabilities), torch.tensor(asked), CLASSES, n_bins=bins, norm="l1").item())
for number in range(CLASSES):
    own = asked == number
    print("class", number, expected_error(probabilities[own].astype(np.float64), asked[own], 15))
