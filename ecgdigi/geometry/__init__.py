"""Places on the page: grid, rows, strips, layout, and the way from px to mV. Neither torch nor mmengine."""
