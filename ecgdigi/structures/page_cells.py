"""The cells of a picture at which a PageNet answers, and the grid whose phase it tells there."""

# Cells lie this far apart, px; cell (i, j) is centred on picture point (x, y) = (4 j, 4 i).
CELL_PX = 4
# Distance of the grid's lines that are counted, mm.
GRID_MM = 5.0
