# striped_files.py FOLDER: gray image files for named_images: 40 of the class horizontal and 20 of vertical to train, 4 each to test.
import os
import sys

SIDE = 24


def write(split, name, number, pixel):
    pixels = bytes(pixel(x, y) for y in range(SIDE) for x in range(SIDE))
    with open(os.path.join(sys.argv[1], split, f"{name}_{number}.pgm"), "wb") as file:
        file.write(b"P5 %d %d 255\n" % (SIDE, SIDE) + pixels)


for split, counts in [("train", (40, 20)), ("test", (4, 4))]:
    os.makedirs(os.path.join(sys.argv[1], split))
    for number in range(max(counts)):
        level = lambda place: 255 if (place + number) // 3 % 2 else 5 * (number % 8)
        if number < counts[0]:
            write(split, "horizontal", number, lambda x, y: level(y))
        if number < counts[1]:
            write(split, "vertical", number, lambda x, y: level(x))
