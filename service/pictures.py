"""A shopper's photograph, judged by what is in it and written anew: out comes a JPEG of ours, and only pixels."""

from __future__ import annotations

import io
import warnings
from pathlib import Path

from PIL import Image, ImageOps, UnidentifiedImageError

from service.errors import BrokenPhoto, NotAPhoto, PhotoTooLarge

# a phone's 50 megapixels; decoding takes up to four bytes for each
LARGEST_PIXELS = 52_000_000
LONGEST_SIDE = 2048
_FORMATS = ("JPEG", "PNG", "WEBP")
_QUALITY = 85
# what Pillow's readers raise on bytes that are cut off or wrong: they have no common root
_BROKEN = (OSError, ValueError, SyntaxError, EOFError, IndexError, TypeError, OverflowError, MemoryError)


def written_anew(data: bytes) -> bytes:
    """The picture as a JPEG of at most LONGEST_SIDE pixels a side, upright, without EXIF, comments or colour profile.

    Takes JPEG, PNG and WebP, whatever the file is called. Blocks, so it belongs on a thread; of an animation it takes
    the first frame. Raises NotAPhoto, PhotoTooLarge (more than LARGEST_PIXELS) and BrokenPhoto."""
    with warnings.catch_warnings():
        # the size is judged below, before anything is decoded
        warnings.simplefilter("ignore", Image.DecompressionBombWarning)
        try:
            with Image.open(io.BytesIO(data), formats=_FORMATS) as image:
                if image.width * image.height > LARGEST_PIXELS:
                    raise PhotoTooLarge()
                return _jpeg(image)
        except Image.DecompressionBombError:
            raise PhotoTooLarge() from None
        except UnidentifiedImageError:
            raise NotAPhoto() from None
        except _BROKEN:
            raise BrokenPhoto() from None


def photo_file(var: Path, photo_id: str) -> Path:
    return var / "photos" / f"{photo_id}.jpg"


def _jpeg(image: Image.Image) -> bytes:
    if image.mode in ("1", "P"):
        # these can only be scaled by leaving pixels out
        image = image.convert("RGBA")
    # decodes a JPEG at the smallest scale that is still large enough
    image.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    upright = ImageOps.exif_transpose(image).convert("RGBA")
    # a new image has no memory of what stood beside the pixels; what was transparent is white
    page = Image.new("RGB", upright.size, "white")
    page.paste(upright, mask=upright)
    out = io.BytesIO()
    page.save(out, "JPEG", quality=_QUALITY, optimize=True)
    return out.getvalue()
