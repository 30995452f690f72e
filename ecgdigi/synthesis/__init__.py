"""Drawing pages with exact truth: signal sources, print styles, effects, and the pipeline that joins them."""
