# TraceNet of 2.4 M weights. Wider only where both sides are an eighth or less of the strip's: there width costs little
# time.
_base_ = './tracenet_small.py'
model = dict(backbone=dict(channels=[16, 32, 96, 160, 256]))
