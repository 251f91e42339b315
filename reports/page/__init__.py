"""The page report.html: what it holds, how it is laid out, and what is written beside it."""
