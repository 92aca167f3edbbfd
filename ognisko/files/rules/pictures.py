"""Pictures are drawn anew: what is kept are their pixels, and nothing that came along with them.

So the place where a photograph was taken, the name of its camera, a comment that is a script, an archive behind the
last pixel (as phones and attackers both append things) are gone, and the signature of one kind stands on a file of that
kind. What was sent is known by its own hash.
"""

import contextlib
import io
import threading
import warnings
from dataclasses import dataclass

from PIL import Image, ImageCms, ImageOps

from ognisko.files.rules.kinds import MEGAPIXELS, Kind, Refusal, Refused

_READ = ("JPEG", "PNG", "WEBP")
_KINDS = {"JPEG": Kind.JPEG, "MPO": Kind.JPEG, "PNG": Kind.PNG, "WEBP": Kind.WEBP}
_SMALL = (640, 640)
_ONE_AT_A_TIME = threading.Lock()
"""One of the largest needs 180 MB while it is drawn."""


@dataclass(frozen=True)
class Picture:
    """A picture drawn anew, and a small one (JPEG, at most 640 pixels a side) to show."""

    kind: Kind
    content: bytes
    thumbnail: bytes


def drawn_anew(content: bytes) -> Picture:
    """Read the pixels of the first picture, upright and in the colours of screens; raises Refused.

    The number of pixels is asked before any is unpacked: a file of some kB can claim gigabytes.
    """
    with _ONE_AT_A_TIME, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            with Image.open(io.BytesIO(content), formats=_READ) as source:
                kind = _KINDS[source.format or ""]
                if source.width * source.height > MEGAPIXELS * 1_000_000:
                    raise Refused(Refusal.PIXELS)
                source.load()
                pixels = _upright(source)
                return Picture(kind, _written(pixels, kind), _small(pixels))
        except Refused:
            raise
        except Image.DecompressionBombError as error:
            raise Refused(Refusal.PIXELS) from error
        except Exception as error:  # readers of pictures fail in many ways; each means the same
            raise Refused(Refusal.BROKEN) from error


def _upright(source: Image.Image) -> Image.Image:
    """Turned as the camera said, in sRGB, in a mode that every browser draws, with nothing attached."""
    turned = ImageOps.exif_transpose(source) or source
    has_clearness = "transparency" in turned.info or turned.mode in ("LA", "RGBA", "PA", "RGBa", "La")
    profile = turned.info.get("icc_profile")
    mode = "RGBA" if has_clearness else "L" if turned.mode in ("1", "L") else "RGB"
    if turned.mode in ("I", "F") or turned.mode.startswith("I;16"):
        turned, mode = turned.point(lambda value: value / 257).convert("L"), "L"
    if profile and turned.mode in ("RGB", "CMYK"):
        with contextlib.suppress(ImageCms.PyCMSError, OSError, ValueError):
            given = ImageCms.ImageCmsProfile(io.BytesIO(profile))
            turned = (
                ImageCms.profileToProfile(turned, given, ImageCms.createProfile("sRGB"), outputMode="RGB") or turned
            )
    pixels = turned.convert(mode)
    pixels.info = {}
    return pixels


def _written(pixels: Image.Image, kind: Kind) -> bytes:
    out = io.BytesIO()
    if kind == Kind.JPEG:
        pixels.save(out, "JPEG", quality=90)
    elif kind == Kind.PNG:
        pixels.save(out, "PNG")
    else:
        pixels.save(out, "WEBP", quality=90)
    return out.getvalue()


def _small(pixels: Image.Image) -> bytes:
    small = pixels.copy()
    small.thumbnail(_SMALL)
    if small.mode == "RGBA":
        ground = Image.new("RGB", small.size, "white")
        ground.paste(small, mask=small.getchannel("A"))
        small = ground
    out = io.BytesIO()
    small.save(out, "JPEG", quality=80)
    return out.getvalue()
