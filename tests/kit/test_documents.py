"""Documents as pages."""

import pytest

from credence.kit.documents import Picture, document_of
from tests.house.documents import anchors_of, code_of, code_words_of, links_of

SOURCE = """# The house

See [the rules](rules.md), [a file](../src/x.py) and **[both](rules.md#all)**.

## What's `new`?

![A door.](door.webp)

| One |
|---|
| <b>two</b> |

## What's new

    $ make < it

```mermaid
flowchart
```
"""


def read():
    """Return the document, with links to the rules only."""
    return document_of(
        SOURCE,
        lambda target: f"/help/{target.replace('.md', '/')}" if target.startswith("rules") else None,
        lambda target: Picture(f"/static/{target}", 20, 10),
    )


def test_a_document_is_its_title_and_what_stands_below() -> None:
    assert read().title == "The house"
    assert read().html == (
        '<p>See <a href="/help/rules/">the rules</a>, a file and '
        '<strong><a href="/help/rules/#all">both</a></strong>.</p>\n'
        '<h2 id="whats-new">What\'s <code>new</code>?</h2>\n'
        '<p><img src="/static/door.webp" alt="A door." width="20" height="10" loading="lazy" /></p>\n'
        '<div class="table-responsive" tabindex="0"><table class="table">\n'
        "<thead>\n<tr>\n<th>One</th>\n</tr>\n</thead>\n"
        "<tbody>\n<tr>\n<td>&lt;b&gt;two&lt;/b&gt;</td>\n</tr>\n</tbody>\n</table></div>\n"
        '<h2 id="whats-new-1">What\'s new</h2>\n'
        '<pre tabindex="0"><code>$ make &lt; it\n</code></pre>\n'
        '<pre tabindex="0"><code>flowchart\n</code></pre>\n'
    )


def test_its_sections_hold_what_is_read_of_them_but_no_source_of_diagrams() -> None:
    assert [(each.level, each.title, each.anchor, each.text) for each in read().sections] == [
        (1, "The house", "the-house", "See the rules, a file and both."),
        (2, "What's new?", "whats-new", "A door. One <b>two</b>"),
        (2, "What's new", "whats-new-1", "$ make < it\n"),
    ]


def test_links_anchors_and_code_are_told_in_order() -> None:
    assert links_of(SOURCE) == ["rules.md", "../src/x.py", "rules.md#all", "door.webp"]
    assert anchors_of(SOURCE) == ["the-house", "whats-new", "whats-new-1"]
    assert code_of(SOURCE) == [("", "$ make < it\n"), ("mermaid", "flowchart\n")]
    assert code_words_of(SOURCE) == ["new"]


@pytest.mark.parametrize("address", ["javascript:alert(1)", "data:text/html,x"])
def test_no_link_runs_a_script(address: str) -> None:
    page = document_of(f"# T\n\n[x]({address})", str, lambda _: Picture("", 0, 0))
    assert "href" not in page.html
