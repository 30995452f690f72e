"""What a user chooses among when pages are read. Here, where it costs no torch, so that help answers at once."""

# 'auto': by lines where a page draws its traces as such, else by pixels.
ROUTES = ('auto', 'vector', 'pixels')
# 'auto': bfloat16 on processors that multiply in it. 'float32': the same digits on every processor, but for rounding.
PRECISIONS = ('auto', 'float32')
