"""The hexagons that places are counted in: 400 m wide, flat side to flat side.

The lattice is laid in degrees, so that it needs no projection; the hexagons are regular at the latitude below, the
middle of England and Wales, and within a tenth of it elsewhere.
"""

import math

CELL_WIDTH = 400.0  # metres
METRES_PER_DEGREE = 111_320.0
REGULAR_AT = 52.0  # degrees north
STEP_EAST = CELL_WIDTH / METRES_PER_DEGREE / math.cos(math.radians(REGULAR_AT))
STEP_NORTH = CELL_WIDTH * math.sqrt(3) / METRES_PER_DEGREE


def corners(longitude: float, latitude: float) -> list[tuple[float, float]]:
    """The six corners of the cell of that centre, in degrees, from the northernmost on clockwise."""
    east, north = STEP_EAST / 2, STEP_NORTH / 3
    steps = ((0, 1), (1, 0.5), (1, -0.5), (0, -1), (-1, -0.5), (-1, 0.5))
    return [(longitude + right * east, latitude + up * north) for right, up in steps]
