"""What becomes of a photograph's bytes: judged by what is in them, written anew, nothing beside the pixels kept."""

from __future__ import annotations

import io
import struct
import zlib
from typing import Any

import pytest
from PIL import Image

from service.errors import BrokenPhoto, NotAPhoto, PhotoTooLarge, Refused
from service.pictures import LARGEST_PIXELS, LONGEST_SIDE, written_anew


def picture(kind: str = "JPEG", size: tuple[int, int] = (60, 40), mode: str = "RGB", **options: Any) -> bytes:
    out = io.BytesIO()
    image = Image.new(mode, size)
    image.putpixel((0, 0), image.getpixel((1, 1)) if mode == "P" else Image.new(mode, (1, 1), "red").getpixel((0, 0)))
    image.save(out, kind, **options)
    return out.getvalue()


def opened(data: bytes) -> Image.Image:
    image = Image.open(io.BytesIO(data))
    image.load()
    return image


@pytest.mark.parametrize(
    ("kind", "mode"),
    [("JPEG", "RGB"), ("JPEG", "L"), ("JPEG", "CMYK"), ("PNG", "RGBA"), ("PNG", "P"), ("PNG", "1"), ("WEBP", "RGBA")],
)
def test_every_kind_that_is_taken_becomes_a_jpeg(kind: str, mode: str) -> None:
    written = opened(written_anew(picture(kind, mode=mode)))
    assert (written.format, written.mode, written.size) == ("JPEG", "RGB", (60, 40))


def test_a_large_one_is_made_smaller_and_keeps_its_shape() -> None:
    assert opened(written_anew(picture(size=(4096, 1024)))).size == (LONGEST_SIDE, LONGEST_SIDE // 4)


def test_neither_place_nor_camera_nor_comment_nor_profile_is_kept() -> None:
    exif = Image.Exif()
    exif[0x010F] = "ACME cameras"
    exif.get_ifd(0x8825)[1] = "N"
    data = picture(exif=exif, comment=b"taken at home", icc_profile=b"profile of a screen")
    assert b"ACME" in data and b"taken at home" in data
    written = written_anew(data)
    for trace in (b"ACME", b"Exif", b"taken at home", b"profile"):
        assert trace not in written
    assert not opened(written).getexif()


def test_one_taken_sideways_stands_upright() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    assert opened(written_anew(picture(size=(60, 40), exif=exif))).size == (40, 60)


def test_what_is_transparent_becomes_white() -> None:
    data = picture("PNG", mode="RGBA")
    assert opened(written_anew(data)).getpixel((30, 30)) == (255, 255, 255)


def gif() -> bytes:
    return picture("GIF", mode="P")


@pytest.mark.parametrize(
    ("data", "error"),
    {
        "text": (b"hello, I am a picture", NotAPhoto),
        "html": (b"<html><script>alert(1)</script>", NotAPhoto),
        "svg": (b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>', NotAPhoto),
        "a gif": (gif(), NotAPhoto),
        "nothing": (b"", NotAPhoto),
        "the beginning of a jpeg": (picture(size=(900, 900))[:400], BrokenPhoto),
        "the beginning of a png": (picture("PNG", size=(900, 900))[:70], BrokenPhoto),
    }.values(),
)
def test_what_is_no_picture_or_a_broken_one_is_refused(data: bytes, error: type[Refused]) -> None:
    with pytest.raises(error):
        written_anew(data)


def png_that_says(width: int, height: int) -> bytes:
    """A few bytes that would take gigabytes to decode."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + header + chunk(b"IDAT", zlib.compress(bytes(100))) + chunk(b"IEND", b"")


@pytest.mark.parametrize("side", [60_000, 14_000, 7_300])
def test_a_bomb_is_refused_before_it_is_decoded(side: int) -> None:
    assert side * side > LARGEST_PIXELS
    with pytest.raises(PhotoTooLarge):
        written_anew(png_that_says(side, side))
