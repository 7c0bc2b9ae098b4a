"""Reads the text of a QR code that segno drew as SVG, as a phone's camera would.

Only what our own codes need: bytes, versions 3 to 6 at level M, no errors to correct.
"""

import re
from collections.abc import Iterator

Matrix = list[list[bool]]
# Per version at level M: in how many blocks the data stands, and how many bytes of data in all.
BLOCKS_AT_M = {3: (1, 44), 4: (2, 64), 5: (2, 86), 6: (4, 108)}
MASKS = (
    lambda row, column: (row + column) % 2 == 0,
    lambda row, column: row % 2 == 0,
    lambda row, column: column % 3 == 0,
    lambda row, column: (row + column) % 3 == 0,
    lambda row, column: (row // 2 + column // 3) % 2 == 0,
    lambda row, column: row * column % 2 + row * column % 3 == 0,
    lambda row, column: (row * column % 2 + row * column % 3) % 2 == 0,
    lambda row, column: ((row + column) % 2 + row * column % 3) % 2 == 0,
)
FORMAT_MASK = 0b101010000010010


def text_in(page: str) -> str:
    """The text of the first QR code on a page."""
    matrix = _matrix(page)
    version = (len(matrix) - 17) // 4
    blocks, size = BLOCKS_AT_M[version]
    bits = "".join("1" if dark else "0" for dark in _unmasked(matrix, version))
    stream = [int(bits[at : at + 8], 2) for at in range(0, len(bits) - 7, 8)]
    data = "".join(f"{byte:08b}" for byte in _joined(stream, blocks, size))
    assert data[:4] == "0100", "not a text of bytes"
    length = int(data[4:12], 2)
    return bytes(int(data[at : at + 8], 2) for at in range(12, 12 + 8 * length, 8)).decode()


def _matrix(page: str) -> Matrix:
    """The dark and light squares, from the path in which segno draws the dark ones."""
    found = re.search(r'<svg[^>]*viewBox="0 0 (\d+) \d+"[^>]*class="qr"[^>]*>(.*?)</svg>', page)
    assert found is not None, "no QR code on this page"
    border = 2
    size = int(found[1]) - 2 * border
    matrix = [[False] * size for _ in range(size)]
    path = re.findall(r' d="([^"]+)"', found[2])[-1]
    x, y = 0.0, 0.0
    for command, numbers in re.findall(r"([Mmh])([-\d. ]+)", path):
        values = [float(number) for number in numbers.split()]
        if command == "M":
            x, y = values
        elif command == "m":
            x, y = x + values[0], y + values[1]
        else:
            for column in range(int(x), int(x + values[0])):
                matrix[int(y) - border][column - border] = True
            x += values[0]
    return matrix


def _unmasked(matrix: Matrix, version: int) -> Iterator[bool]:
    """The squares that hold data, in the order of reading."""
    size = len(matrix)
    mask = MASKS[_mask_number(matrix)]
    upwards = True
    right = size - 1
    while right > 0:
        if right == 6:  # the line of timing
            right -= 1
        for step in range(size):
            row = size - 1 - step if upwards else step
            for column in (right, right - 1):
                if not _is_pattern(row, column, version, size):
                    yield matrix[row][column] != mask(row, column)
        upwards = not upwards
        right -= 2


def _is_pattern(row: int, column: int, version: int, size: int) -> bool:
    """Whether a square belongs to what every code of this version has."""
    last = size - 8
    in_corner = (row < 9 and (column < 9 or column >= last)) or (row >= last and column < 9)
    middle = 4 * version + 10
    in_eye = abs(row - middle) <= 2 and abs(column - middle) <= 2
    return in_corner or in_eye or 6 in (row, column)


def _mask_number(matrix: Matrix) -> int:
    """Which mask was used: the third to fifth bit of the format, beside the first corner."""
    bits = "".join("1" if matrix[8][column] else "0" for column in range(5))
    return (int(bits, 2) ^ (FORMAT_MASK >> 10)) & 0b111


def _joined(stream: list[int], blocks: int, size: int) -> list[int]:
    """The data of all blocks behind each other: it is written a byte of each in turn."""
    short, longer = divmod(size, blocks)
    lengths = [short + (index >= blocks - longer) for index in range(blocks)]
    parts: list[list[int]] = [[] for _ in range(blocks)]
    position = 0
    for index in range(max(lengths)):
        for block in range(blocks):
            if index < lengths[block]:
                parts[block].append(stream[position])
                position += 1
    return [byte for part in parts for byte in part]
