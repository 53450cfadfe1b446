"""Captions as people and programs write them, and what each says in a browser: start and end in ms, and words."""

import random

Told = list[tuple[int, int, str]]


def one(text: str, timing: str = "00:01.000 --> 00:02.000") -> str:
    """Return captions that hold one."""
    return f"WEBVTT\n\n{timing}\n{text}\n"


def says(words: str, start_ms: int = 1000, end_ms: int = 2000) -> Told:
    """Return what a browser tells of them."""
    return [(start_ms, end_ms, words)]


TWO = [(1000, 2000, "A"), (3000, 4000, "B")]
SOUND: dict[str, tuple[str, Told]] = {
    "a cue right after the header": ("WEBVTT\n00:01.000 --> 00:02.000\nA\n\n00:03.000 --> 00:04.000\nB", TWO),
    "a cue after the header's notes": ("WEBVTT\nKind: captions\n00:01.000 --> 00:02.000\nA", says("A")),
    "a header with a title": ("WEBVTT - On sepsis\n\n00:01.000 --> 00:02.000\nA", says("A")),
    "styles in the header": ("WEBVTT\nStyle:\n::cue(c) {}\n##\n\n00:01.000 --> 00:02.000\nA", says("A")),
    "a line of one blank before the words": (one(" \nA\n "), says("A")),
    "a line of one blank between captions": (one("A") + " \n\n \n00:03.000 --> 00:04.000\nB", TWO),
    "a line of one blank between the words": (one("A\n \nB"), says("A B")),
    "a timing right below words": (
        "WEBVTT\n\n00:01.000 --> 00:02.000\nA\n00:03.000 --> 00:04.000\nB\n",
        TWO,
    ),
    "two empty lines, and none at the end": (one("A") + "\n\n00:03.000 --> 00:04.000\nB", TWO),
    "lines that end as on Windows": (one("A\nB").replace("\n", "\r\n"), says("A B")),
    "lines that end as on old Macs": (one("A\nB").replace("\n", "\r"), says("A B")),
    "a byte order mark": ("\ufeff" + one("A"), says("A")),
    "hours": (one("A", "01:00:01.000 --> 100:00:00.000"), says("A", 3_601_000, 360_000_000)),
    "one digit of hours": (one("A", "0:00:01.000 --> 1:00:00.000"), says("A", 1000, 3_600_000)),
    "no blanks around the arrow": (one("A", "00:01.000-->00:02.000"), says("A")),
    "tabs around the arrow": (one("A", "\t00:01.000\t-->\t00:02.000\talign:start"), says("A")),
    "settings": (one("A", "00:01.000 --> 00:02.000 line:-1 position:10%,line-left size:35% align:left"), says("A")),
    "settings that are none": (
        one("A", "00:01.000 --> 00:02.000 line:undefined% size:200% region:x dose:5"),
        says("A"),
    ),
    "a number above": ("WEBVTT\n\n1\n00:01.000 --> 00:02.000\nA", says("A")),
    "a note above, without an empty line": ("WEBVTT\n\nNOTE mine\n00:01.000 --> 00:02.000\nA", says("A")),
    "notes, styles and regions": (
        "WEBVTT\n\nNOTE a\nb\n\nNOTE c --> d\n\nSTYLE\n::cue {}\n\nREGION\nid:x\n\n" + one("A").partition("\n\n")[2],
        says("A"),
    ),
    "signs by their names": (one("5 &lt; 6 &gt; 4 &amp; 3&nbsp;mg &frac12; &#65;"), says("5 < 6 > 4 & 3\xa0mg ½ A")),
    "an ampersand alone": (one("R&D & a&b &c; AT&T"), says("R&D & a&b &c; AT&T")),
    "a sign that is greater": (one("Go on at >60, and at 5 > 4."), says("Go on at >60, and at 5 > 4.")),
    "an arrow by its name": (one("from A --&gt; B"), says("from A --> B")),
    "marks for looks": (one("<b>Do</b> <i>not</i> <u>wait</u>: <c.red.big>now</c>."), says("Do not wait: now.")),
    "a mark over two lines": (one("<i>A\nB</i>"), says("A B")),
    "a mark at the end of a line": (one("<i>A</i>\nB"), says("A B")),
    "a mark that is never closed": (one("<b>A <i>B"), says("A B")),
    "an end without a beginning": (one("A</b> B</i>"), says("A B")),
    "marks that are crossed": (one("<b>A<i>B</b>C</i>D"), says("ABCD")),
    "moments inside": (one("A<00:01.500><c> B</c><01:00:01.600><c> C</c>"), says("A B C")),
    "a language": (one("Take <lang de>zwei</lang>."), says("Take zwei.")),
    "a mark over the end of a line": (one("A <c\n>B</c>"), says("A B")),
    "Hebrew with a mark of direction": (one("שלום&rlm;! &lrm;5 mg"), says("שלום\u200f! \u200e5 mg")),
    "Arabic, Thai and Devanagari": (one("٥ ملغ · ยา · दवा"), says("٥ ملغ · ยา · दवा")),
    "letters with marks of their own": (one("Nguyê\u0303n"), says("Nguy\u1ec5n")),
    "a picture of a letter": (one("👩 ✔"), says("👩 ✔")),
    "a long caption": (one("word " * 2000), says(("word " * 2000).strip())),
    "captions at once": (
        "WEBVTT\n\n00:01.000 --> 00:04.000\nA\n\n00:03.000 --> 00:04.000\nB\n\n00:03.000 --> 00:03.500\nC",
        [(1000, 4000, "A"), (3000, 4000, "B"), (3000, 3500, "C")],
    ),
    "a caption without words": (one("<b></b>") + "\n00:03.000 --> 00:04.000\nB\n", [(3000, 4000, "B")]),
    "words that look like a note": (one("NOTE the dose"), says("NOTE the dose")),
}
"""What browsers show word for word."""

NAMED: dict[str, tuple[str, Told]] = {
    "two speakers": (one("<v Patient>Stop it?</v>\n<v Doctor>No.</v>"), says("Patient: Stop it? Doctor: No.")),
    "a speaker with a class, never closed": (one("<v.loud Mei Chen>Now!"), says("Mei Chen: Now!")),
    "a speaker who is named already": (one("<v Chen>CHEN: Now!"), says("CHEN: Now!")),
    "a speaker over two lines": (one("<v Chen>Now\nor never.</v>"), says("Chen: Now or never.")),
    "a speaker amid the words": (one("Now. <v Chen>Or never."), says("Now. Chen: Or never.")),
    "a speaker who goes on": (one("<v Chen>Now</v> <v Chen>or never."), says("Chen: Now or never.")),
    "a speaker without words": (one("<v Chen></v>A"), says("A")),
    "a speaker without a name": (one("<v>A"), says("A")),
    "a speaker by an odd name": (one("<v R&amp;D &lt;a&gt;>A"), says("R&D <a>: A")),
    "the reading of a character": (one("<ruby>薬<rt>くすり</rt></ruby>です"), says("薬(くすり)です")),
    "a reading that is never closed": (one("<ruby>薬<rt>くすり</ruby>です"), says("薬(くすり)です")),
}
"""Where more is said than browsers show: who speaks, and the reading of a character behind it."""

FAULTY: dict[str, tuple[str, list[tuple[int, str, str]]]] = {
    "nothing": ("", [(1, "header", "")]),
    "another file": ("1\n00:00:01,000 --> 00:00:02,000\nSubRip", [(1, "header", "")]),
    "a header that goes on": ("WEBVTTs\n\n00:01.000 --> 00:02.000\nA", [(1, "header", "")]),
    "no captions": ("WEBVTT\n", [(1, "none", "")]),
    "a clearance less than 30": (
        one("Hold at <30, halve at <45, go on at >60."),
        [(4, "marks", "<30, halve at <45, go on at >")],
    ),
    "less than at the end": (one("A\nHold at <30"), [(5, "marks", "<30")]),
    "less than a word": (one("if a<b"), [(4, "marks", "<b")]),
    "a heart": (one("I <3 you"), [(4, "marks", "<3 you")]),
    "nothing in brackets": (one("a <> b"), [(4, "marks", "<>")]),
    "a mark of HTML": (
        one('<font color="red">A</font>'),
        [(4, "marks", '<font color="red">'), (4, "marks", "</font>")],
    ),
    "words in brackets": (one("the <WBC count> is"), [(4, "marks", "<WBC count>")]),
    "words in a mark": (one("<b 5 mg>A"), [(4, "marks", "<b 5 mg>")]),
    "a moment that is none": (one("A<00:01>B"), [(4, "marks", "<00:01>")]),
    "commas in a timing": (one("A", "00:00:01,000 --> 00:00:02,000"), [(3, "timing", "00:00:01,000 --> 00:00:02,000")]),
    "seconds alone": (one("A", "00:01 --> 00:02.000"), [(3, "timing", "00:01 --> 00:02.000")]),
    "99 seconds": (one("A", "00:99.000 --> 01:02.000"), [(3, "timing", "00:99.000 --> 01:02.000")]),
    "one digit of minutes": (one("A", "1:02.000 --> 1:03.000"), [(3, "timing", "1:02.000 --> 1:03.000")]),
    "digits of another script": (one("A", "٠٠:٠١.٠٠٠ --> 00:02.000"), [(3, "timing", "٠٠:٠١.٠٠٠ --> 00:02.000")]),
    "hours without end": (
        one("A", f"{'9' * 5000}:00:01.000 --> 00:02.000"),
        [(3, "timing", f"{'9' * 5000}:00:01.000 --> 00:02.000")],
    ),
    "a dash for an arrow": (one("A", "00:01.000 -> 00:02.000"), [(4, "timing", "A")]),
    "an arrow among the words": (one("from A --> B\nto C"), [(3, "empty", ""), (4, "timing", "from A --> B")]),
    "words without a time": (one("A") + "\nlonely\n", [(6, "timing", "lonely")]),
    "words after a line of blanks that was meant to be empty": (
        "WEBVTT\n\n00:01.000 --> 00:02.000\nA\n \nfar\n00:03 --> 00:04.000\nB\n",
        [(7, "timing", "00:03 --> 00:04.000")],
    ),
    "a caption that ends as it begins": (one("A", "00:02.000 --> 00:02.000"), [(3, "backward", "")]),
    "a caption that ends before": (one("A", "00:02.000 --> 00:01.000"), [(3, "backward", "")]),
    "captions out of order": (
        "WEBVTT\n\n00:02.000 --> 00:03.000\nA\n\n00:01.000 --> 00:04.000\nB",
        [(6, "order", "")],
    ),
    "a NUL": (one("A word\x00here"), [(4, "control", "")]),
    "a control character": (one("A\x1b[31m"), [(4, "control", "")]),
    "what is no character": (one("A\ufffe"), [(4, "control", "")]),
}
"""What browsers would not show as it stands: each fault with its line."""

TIMINGS = (
    *("00:01.000 --> 00:02.000", "00:02.000 --> 00:04.000", "00:03.000-->00:09.000 line:0"),
    *("0:00:05.000 --> 00:06.000", "00:07.000 --> 00:08.000 x", "09:00:00.000 --> 09:00:00.001"),
)
LINES = ("", "", "", " ", "\t", "NOTE", "NOTE x", "NOTE x --> y", "STYLE", "REGION", "1", "a word")
ODD_LINES = ("-->", "a --> b", "WEBVTT", "00:01,000 --> 00:02,000", "00:06.000 --> 00:05.000")
PIECES = (
    *(
        "&lt;",
        "&amp",
        "&notit;",
        "&",
        "&#x41;",
        "&#0;",
        "<b>",
        "</b>",
        "<i>",
        "</i>",
        "<c.x.y>",
        "</c>",
        ">",
        " ",
        "  ",
    ),
    *("<v Quill>", "</v>", "<lang en>", "<00:01.500>", "<b\t>", "dose", "5 mg", "é", "א", "\u2028"),
)
ODD_PIECES = ("<.x>", "<b.x y>", "<", "<30", "<00:01>", "<q>", "-->", "<u", "</", "<>")


def made_up(seed: int) -> str:
    """Return a file of usual lines and pieces, and of odd ones by and by; the same for the same seed."""
    choose = random.Random(seed)  # noqa: S311 - no secret
    is_odd = not seed % 3
    lines, pieces = (LINES + ODD_LINES, PIECES + ODD_PIECES) if is_odd else (LINES, PIECES)
    written = ["WEBVTT", choose.choice(["", "Kind: captions"])]
    for timing in TIMINGS[: choose.randint(1, len(TIMINGS))]:
        words = ["".join(choose.choices(pieces, k=choose.randint(1, 6))) for _ in range(choose.randint(1, 3))]
        before = choose.choices(lines, k=choose.randint(0, 2)) if is_odd or choose.random() < 0.3 else [""]
        written += [*before, timing, *words, choose.choice(("", "", "", " "))]
    return choose.choice(("\n", "\n", "\r\n")).join(written)
