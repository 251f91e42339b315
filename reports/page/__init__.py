"""The page report.html: its content, its templates, and the files beside it."""
