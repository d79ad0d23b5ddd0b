"""What stands on a page for who listens to it: numbers once more, as they are said."""

from __future__ import annotations

from markupsafe import Markup, escape

from report.aloud import CLASS, aloud, parts

EAR = Markup(f'<span class="{CLASS}">{{}}</span>')


def with_words(text: str) -> Markup:
    """*text* for the eye, and where it is said otherwise for the ear."""
    return Markup("").join(_both(seen, said) if said else escape(seen) for seen, said in parts(text))


def words_beside(text: str) -> Markup:
    """Behind a link, whose name has to hold what is seen of it: how *text* is said, where that is something else."""
    said = aloud(text)
    return EAR.format(f"，{said}") if said != text else Markup("")


def _both(seen: str, said: str) -> Markup:
    return Markup('<span aria-hidden="true">{}</span>{}').format(seen, EAR.format(said))
