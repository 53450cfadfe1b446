"""How large files may be, and under which endings they are kept."""

MEGABYTE = 1_000_000
LARGEST = {"video": 4_000 * MEGABYTE, "pdf": 200 * MEGABYTE, "picture": 20 * MEGABYTE, "captions": 2 * MEGABYTE}
"""Bytes, by kind of file."""

MOST_PIXELS = 50_000_000

MOST_PAGES = 2_000
MOST_OBJECTS = 500_000
LARGEST_SIDE = 14_400
"""Points; what most programs show of a page at most. Source: ISO 32000-1, annex C."""
SECONDS_OF_A_PAPER = 120
MEMORY_OF_A_PAPER = 3_000 * MEGABYTE
"""What reading one PDF may take."""

PICTURE_TYPES = {"JPEG": "image/jpeg", "PNG": "image/png", "WEBP": "image/webp"}
SUFFIXES = {
    "video/mp4": ".mp4",
    "video/webm": ".webm",
    "application/pdf": ".pdf",
    "text/vtt": ".vtt",
    "image/jpeg": ".jpg",
    "image/png": ".png",
    "image/webp": ".webp",
}
"""The ending under which each type is stored, whatever the file was called."""
