"""Rows for charts whose answer is known, and what their drawings say; tests nothing."""

from fixtures import row


def cells(*cells, blocks=6, **others):
    """(runner, workers, wall_s) in each block, beside a serial second."""
    return [
        row(block, runner, workers, wall_s, **others)
        for block in range(1, blocks + 1)
        for runner, workers, wall_s in (("serial", 1, 1.0), *cells)
    ]


def reading(drawings, kind):
    """The line below the only chart of this kind."""
    [found] = [one for one in drawings.values() if one.kind == kind]
    return found.reading


def figures(drawing, quantity):
    return {
        (one["runner"], one["workers"]): one["median"]
        for one in drawing.rows
        if one["quantity"] == quantity
    }
