"""Prints the numbers of Tests/PluginTests/RectangleWarpTests.swift: ADA's warp of images that are not square.

    python -m venv venv && venv/bin/pip install numpy && venv/bin/python Tests/Reference/warp.py

Reference: numpy in float64, from the formulas of METHODS §3.3: reflection, upsampling by 2 with sym6, bilinear sampling at the places of an
affine map, downsampling by 2 with the filter reversed. Every step is a matrix or a loop over pixels.
"""
import numpy

# sym6, the low-pass filter of PyWavelets (pywt.Wavelet("sym6").dec_lo), normalized to sum 1.
FILTER = numpy.array([
    0.015404109327027373, 0.0034907120842174702, -0.11799011114819057, -0.048311742585633, 0.4910559419267466,
    0.787641141030194, 0.3379294217276218, -0.07263752278646252, -0.021060292512300564, 0.04472490177066578,
    0.0017677118642428036, -0.007800708325034148])
FILTER /= FILTER.sum()
REACH = len(FILTER) // 4


def reflected(length, before, after):
    """The matrix that continues a line by mirroring it at its first and last element."""
    period = 2 * (length - 1)
    places = [index % period for index in range(-before, length + after)]
    return numpy.array([[float(min(place, period - place) == i) for i in range(length)] for place in places])


def upsampled(length):
    """A zero after each element, then a convolution with a margin of 6 zeros before and 5 after."""
    before = (len(FILTER) + 1) // 2
    matrix = numpy.zeros((2 * length, length))
    for target in range(2 * length):
        for tap, weight in enumerate(FILTER):
            # Convolution: the last tap meets the first element under the window.
            place = target + len(FILTER) - 1 - tap - before
            if place % 2 == 0 and 0 <= place < 2 * length:
                matrix[target, place // 2] += 2 * weight
    return matrix


def downsampled(length):
    """A correlation, of which every other element stays; 2 · REACH elements are cut off at each end before."""
    before = (len(FILTER) - 1) // 2 - 2 * REACH
    after = (len(FILTER) - 2) // 2 - 2 * REACH
    count = (length + before + after - len(FILTER)) // 2 + 1
    matrix = numpy.zeros((count, length))
    for target in range(count):
        for tap, weight in enumerate(FILTER):
            place = 2 * target + tap - before
            if 0 <= place < length:
                matrix[target, place] += weight
    return matrix


def translation(x, y):
    return numpy.array([[1, 0, x], [0, 1, y], [0, 0, 1.0]])


def scale(x, y):
    return numpy.diag([x, y, 1.0])


def warped(image, inverse, margins):
    height, width = image.shape
    left, top, right, bottom = margins
    wide = reflected(height, top, bottom) @ image @ reflected(width, left, right).T
    wide = upsampled(wide.shape[0]) @ wide @ upsampled(wide.shape[1]).T
    place = translation((left - right) / 2, (top - bottom) / 2) @ inverse
    place = scale(2, 2) @ place @ scale(0.5, 0.5)
    place = translation(-0.5, -0.5) @ place @ translation(0.5, 0.5)
    rows, columns = (height + 2 * REACH) * 2, (width + 2 * REACH) * 2
    sampled = numpy.zeros((rows, columns))
    for row in range(rows):
        for column in range(columns):
            # Pixels from the middle, then back to indices of the larger image.
            x, y, _ = place @ [column + 0.5 - columns / 2, row + 0.5 - rows / 2, 1]
            x, y = x + wide.shape[1] / 2 - 0.5, y + wide.shape[0] / 2 - 0.5
            for near_y in (int(numpy.floor(y)), int(numpy.floor(y)) + 1):
                for near_x in (int(numpy.floor(x)), int(numpy.floor(x)) + 1):
                    if 0 <= near_y < wide.shape[0] and 0 <= near_x < wide.shape[1]:
                        share = (1 - abs(y - near_y)) * (1 - abs(x - near_x))
                        sampled[row, column] += share * wide[near_y, near_x]
    return downsampled(rows) @ sampled @ downsampled(columns).T


def margins(inverses, height, width):
    """What all maps read beyond the edges, of the whole batch."""
    x, y = (width - 1) / 2, (height - 1) / 2
    read = numpy.concatenate([
        (inverse @ numpy.array([[-x, -y, 1], [x, -y, 1], [x, y, 1], [-x, y, 1]]).T)[:2] for inverse in inverses], 1)
    found = [(-read[0]).max() - x, (-read[1]).max() - y, read[0].max() - x, read[1].max() - y]
    limits = [width - 1, height - 1] * 2
    return [int(numpy.ceil(min(max(value + 2 * REACH, 0), limit))) for value, limit in zip(found, limits)]


def rotation(angle):
    return numpy.array([[numpy.cos(angle), -numpy.sin(angle), 0], [numpy.sin(angle), numpy.cos(angle), 0], [0, 0, 1.0]])


if __name__ == "__main__":
    height, width = 5, 9
    y, x = numpy.mgrid[0:height, 0:width]
    image = ((3 * x + 7 * y + x * y) % 11) / 10
    maps = [rotation(0.5) @ scale(0.8, 1.1) @ translation(0.75, -0.5), rotation(numpy.pi / 2)]
    found = margins(maps, height, width)
    print("margins", found)
    for inverse in maps:
        print(numpy.round(warped(image, inverse, found), 6).tolist())
