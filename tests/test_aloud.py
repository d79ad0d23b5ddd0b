"""Numbers are said as people say them, for who listens; nothing else reads those words."""

from __future__ import annotations

import pytest

from report.aloud import aloud
from report.audit.seen import look, words
from report.pages.listening import with_words, words_beside


@pytest.mark.parametrize(
    ("seen", "said"),
    [
        ("超过61.3万件", "超过六十一万三千件"),
        ("134.9万件", "一百三十四万九千件"),
        ("18.04万亿元", "十八万零四百亿元"),
        ("1.05亿件", "一亿零五百万件"),
        ("10.5万件", "十万五千件"),
        ("24,341次", "二万四千三百四十一次"),
        ("100,500项", "十万零五百项"),
        ("−1,234", "负一千二百三十四"),
        ("1,234.5亿元", "一千二百三十四亿五千万元"),
        ("2024年近6万件，增长16.6%", "2024年近6万件，增长16.6%"),
        ("3.14，A,123", "3.14，A,123"),
    ],
)
def test_a_number_is_said_as_people_say_it(seen: str, said: str):
    assert aloud(seen) == said


def test_the_eye_has_the_digits_the_ear_the_words_and_the_name_of_a_link_with_words():
    assert with_words("<1.9万次") == '&lt;<span aria-hidden="true">1.9万</span><span class="ph-aloud">一万九千</span>次'
    assert words_beside("1.9万次") == '<span class="ph-aloud">，一万九千次</span>'
    assert words_beside("190次") == ""


def test_claims_search_and_papers_do_not_read_the_words():
    html = (
        f'<article data-pagefind-body><p data-claims><span data-claim="k">{with_words("1.9万次")}</span></p></article>'
    )

    page = look(html)

    assert [one.text for one in page.claims] == ["1.9万次"]
    assert "九 千" not in page.article
    assert words(html) == "1.9万 次"
