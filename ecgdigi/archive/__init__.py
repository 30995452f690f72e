"""Reading archives of many pages, each exactly once, on one machine or many: docs/archives.md."""
