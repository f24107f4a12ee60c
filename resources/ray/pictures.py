"""One picture's bytes to what Twinsort sees of it: the network's pixels, a thumbnail, its size and its identity.

Twinsort decodes with libvips by sharp; here it is libvips by pyvips, called in the same order with the same numbers, so that
the pixels are the same to the last bit (main/ingest/decode.ts and crops.ts of Twinsort; src/pipeline.cc of sharp). Every
picture comes upright, in sRGB, on white where it is transparent, as the first page or frame of its file.
"""

import math
import os
import re
from typing import NamedTuple

# Before the import: the parts of a job already keep all cores busy, so a picture needs no threads of its own.
os.environ.setdefault("VIPS_CONCURRENCY", "1")

import numpy
import pyvips

from content_hash import content_hash, with_jpeg_end

pyvips.cache_set_max(0)

THUMBNAIL_SIDE = 384
THUMBNAIL_QUALITY = 80
LARGEST_PIXELS = 500_000_000
LONGEST_PROCESSED = 16_384
WHITE = [255, 255, 255]
GREY = [127, 127, 127]

RAW_NAMES = re.compile(
    r"\.(3fr|arw|cr2|cr3|crw|dcr|dng|erf|fff|gpr|iiq|k25|kdc|mef|mos|mrw|nef|nrw|orf|pef|raf|rw2|rwl|sr2|srf|srw|x3f)$", re.I
)
# What a folder or bucket is searched for; a list of URIs may name anything.
PICTURE_NAMES = re.compile(
    r"\.(jpe?g|jpe|jfif|jif|pjpeg|pjp|mpo|a?png|webp|tiff?|gif|avif|hei[cf]s?|hif|jxl|jp2|psd|bmp)$", re.I
)


class Unreadable(Exception):
    """Why a file is no picture, in words for the person who looks at the row."""


class Picture(NamedTuple):
    """What is seen of one picture."""

    content_hash: str
    width: int
    height: int
    pixels: numpy.ndarray  # uint8 [crops, side, side, 3] RGB
    small: numpy.ndarray | None  # uint8 [side, side, 3]: for a network that reads thumbnails
    thumbnail: bytes | None


def read_picture(name: str, file: bytes, network: dict, with_thumbnail: bool) -> Picture:
    """`network` as network.json says. Raises Unreadable."""
    format = format_of(name, file[:64])
    has_end = True
    if format == "jpeg":
        file, has_end = with_jpeg_end(file)
    try:
        width, height, image = _decode(file, format, network["size"], has_end)
        pixels = numpy.stack([crop(image, kind, network["size"]) for kind in network["crops"]])
        head_size = network["headSize"]
        thumbnail = encode_thumbnail(image) if with_thumbnail or head_size is not None else None
        small = None if thumbnail is None or head_size is None else square_of(thumbnail, head_size)
    except pyvips.Error as error:
        words = str(error).strip().split("\n")[-1].strip()
        raise Unreadable(f"The picture is damaged or cut off: {words}") from error
    return Picture(content_hash(format, file), width, height, pixels, small, thumbnail if with_thumbnail else None)


def format_of(name: str, head: bytes) -> str:
    """By the first 64 bytes, whatever the file is called. Raises Unreadable for what is not read here."""
    if head == b"":
        raise Unreadable("The file is empty")
    starts = head[:4] in (b"IIRO", b"IIRS", b"MMOR", b"IIU\0", b"FOVb", b"\0MRM") or head[:12] == b"FUJIFILMCCD-"
    if starts or head[8:11] == b"CR\x02" or head[6:14] == b"HEAPCCDR" or (head[:4] in TIFF_MAGICS and RAW_NAMES.search(name)):
        raise Unreadable(RAW)
    if head[:3] == b"\xff\xd8\xff":
        return "jpeg"
    if head[:8] == b"\x89PNG\r\n\x1a\n":
        return "png"
    if head[:6] in (b"GIF87a", b"GIF89a"):
        return "gif"
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return "webp"
    if head[:4] in TIFF_MAGICS:
        return "tiff"
    if head[4:8] == b"ftyp":
        return _format_of_brands(head)
    if head[:2] == b"\xff\x0a" or head[4:8] == b"JXL ":
        raise Unreadable(JPEG_XL)
    raise Unreadable("The file is no picture of a format that is read here")


RAW = "RAW files are not read here, only by Twinsort itself"
JPEG_XL = "JPEG XL is not read here, only by Twinsort itself"
TIFF_MAGICS = (b"II\x2a\0", b"MM\0\x2a", b"II\x2b\0", b"MM\0\x2b")
HEIC_BRANDS = {b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"hevm", b"hevs"}


def _format_of_brands(head: bytes) -> str:
    end = min(int.from_bytes(head[:4], "big"), len(head))
    brands = [head[8:12], *(head[at : at + 4] for at in range(16, end - 3, 4))]
    for brand in brands:
        if brand in (b"avif", b"avis"):
            return "avif"
        if brand in HEIC_BRANDS:
            return "heic"
        if brand == b"crx ":
            raise Unreadable(RAW)
        if brand == b"jxl ":
            raise Unreadable(JPEG_XL)
    if b"mif1" in brands or b"msf1" in brands:
        return "heic"
    raise Unreadable("The file is a film, or a picture of a format that is not read here")


def _decode(file: bytes, format: str, side: int, has_end: bool) -> tuple[int, int, pyvips.Image]:
    """Width and height of the original, upright, and the picture at the size from which all else is made."""
    opened = _open(file, format, fail_on="warning" if format == "jpeg" else "error")
    if opened.width * opened.height > LARGEST_PIXELS:
        raise Unreadable(f"{opened.width} x {opened.height} pixels are too many: more than 500 million")
    turn, flop = _turns(opened)
    width, height = (opened.height, opened.width) if turn in ("d90", "d270") else (opened.width, opened.height)
    size = working_size(width, height, side)
    if opened.format != "uchar" and opened.interpretation in BRIGHTNESS:
        stretched = _stretched(file, format, size)
        if stretched is not None:
            return width, height, stretched
    return width, height, _small(file, format, size, has_end)


# Of libjpeg's warnings these mean lost picture data; others (bytes too many, odd version numbers) mean nothing.
JPEG_DAMAGE = re.compile(
    r"premature end|bad Huffman|bad arithmetic|instead of RST|resync|Corrupt JPEG data: found marker", re.I
)


def _small(file: bytes, format: str, size: tuple[int, int], has_end: bool) -> pyvips.Image:
    def decode(fail_on: str) -> pyvips.Image:
        image, turn, flop = _resized(file, format, size, fail_on)
        image = _turned(image, turn, flop)
        if image.interpretation in ("rgb16", "grey16"):
            image = image.cast("ushort")
        if image.interpretation != "srgb":
            image = image.colourspace("srgb", source_space=image.interpretation)
        return _rgb(image.cast("uchar").copy_memory())

    if format != "jpeg":
        return decode("error")
    try:
        return decode("warning")
    except pyvips.Error as error:
        if not has_end or JPEG_DAMAGE.search(str(error)):
            raise
        return decode("error")


def working_size(width: int, height: int, side: int) -> tuple[int, int]:
    """Its long side serves the thumbnail and its short side the network; never above the original's."""
    longest, shortest = max(width, height), min(width, height)
    scale = min(1, LONGEST_PROCESSED / longest, max(THUMBNAIL_SIDE / longest, side / shortest))
    return max(1, math.floor(width * scale + 0.5)), max(1, math.floor(height * scale + 0.5))


def _open(file: bytes, format: str, **options) -> pyvips.Image:
    if format == "heic":
        return _open_heic(file)
    image = pyvips.Image.new_from_buffer(file, "", access="sequential", **options)
    if format == "avif" and image.get_typeof("heif-primary") != 0 and image.get("heif-primary") != 0:
        return pyvips.Image.new_from_buffer(file, "", access="sequential", page=image.get("heif-primary"), **options)
    return image


def _open_heic(file: bytes) -> pyvips.Image:
    """libheif turns it upright. libvips as it comes has no decoder for HEVC, so that is another package's work."""
    try:
        import pillow_heif
    except ImportError as error:
        raise Unreadable("HEIC needs the package pillow-heif on every worker") from error
    try:
        opened = pillow_heif.open_heif(file, convert_hdr_to_8bit=True)
        data, (width, height), bands = bytes(opened.data), opened.size, len(opened.mode)
        stride = opened.stride
    except Exception as error:
        raise Unreadable(f"The picture is damaged or cut off: {error}") from error
    rows = numpy.frombuffer(data, numpy.uint8).reshape(height, stride)[:, : width * bands]
    image = pyvips.Image.new_from_memory(numpy.ascontiguousarray(rows).tobytes(), width, height, bands, "uchar")
    image = image.copy(interpretation="srgb")
    profile = opened.info.get("icc_profile")
    if profile:
        image.set_type(pyvips.GValue.blob_type, "icc-profile-data", profile)
    return image


# What EXIF's orientation asks for: a turn, then whether left and right change places.
TURNS = {
    6: ("d90", False),
    3: ("d180", False),
    8: ("d270", False),
    2: ("d0", True),
    7: ("d270", True),
    4: ("d180", True),
    5: ("d90", True),
}


def _turns(image: pyvips.Image) -> tuple[str, bool]:
    orientation = image.get("orientation") if image.get_typeof("orientation") != 0 else 1
    return TURNS.get(orientation, ("d0", False))


def _turned(image: pyvips.Image, turn: str, flop: bool) -> pyvips.Image:
    if turn != "d0":
        image = image.copy_memory().rot(turn)
    return image.fliphor() if flop else image


def _resized(file: bytes, format: str, size: tuple[int, int], fail_on: str) -> tuple[pyvips.Image, str, bool]:
    """The picture at `size`, not turned yet, and how it is to be turned: as sharp's `autoOrient().resize({fit: 'fill'})`."""
    image = _open(file, format, fail_on=fail_on)
    turn, flop = _turns(image)
    width, height = size[::-1] if turn in ("d90", "d270") else size
    across, down = _shrink(image, width, height)
    shrink = min(across, down)
    if format == "jpeg":
        by = 8 if shrink >= 8 else 4 if shrink >= 4 else 2 if shrink >= 2 else 1
        if by > 1 and int(shrink) == by:
            by //= 2  # known rounding errors of libjpeg
        if by > 1:
            image = pyvips.Image.jpegload_buffer(file, access="sequential", fail_on=fail_on, shrink=by)
    elif format == "webp" and shrink > 1:
        image = pyvips.Image.webpload_buffer(file, access="sequential", fail_on=fail_on, scale=1 / shrink)
    across, down = _shrink(image, width, height)
    image = _in_srgb(image)
    if image.hasalpha():
        most = 256 if image.interpretation in ("rgb16", "grey16") else 1
        image = image.flatten(background=[each * most for each in WHITE])
    return _scaled(image, across, down), turn, flop


def _shrink(image: pyvips.Image, width: int, height: int) -> tuple[float, float]:
    return min(image.width / width, image.width), min(image.height / height, image.height)


def _scaled(image: pyvips.Image, across: float, down: float) -> pyvips.Image:
    if across == 1 and down == 1:
        return image
    return image.resize(1 / across, vscale=1 / down, kernel="lanczos3")


def _in_srgb(image: pyvips.Image) -> pyvips.Image:
    """By the profile in the file; a profile that cannot be used counts as none."""
    space = "p3" if image.interpretation == "rgb16" else "srgb"
    if image.get_typeof("icc-profile-data") != 0 and image.interpretation not in ("labs", "grey16"):
        depth = 16 if image.interpretation in ("rgb16", "grey16") else 8
        try:
            return image.icc_transform(space, embedded=True, depth=depth, intent="perceptual")
        except pyvips.Error:
            return image
    if image.interpretation == "cmyk":
        return image.icc_transform(space, input_profile="cmyk", intent="perceptual")
    return image


def _rgb(image: pyvips.Image) -> pyvips.Image:
    """Grey as three equal channels; of more than three the first three."""
    if image.bands != 3:
        image = image.extract_band(0, n=3) if image.bands > 3 else image[0].bandjoin([image[0], image[0]])
    return image.copy(interpretation="srgb").copy_memory()


# Pictures whose samples are no screen values: after main/ingest/sample-range.ts

BRIGHTNESS = {"b-w", "grey16", "rgb16", "scrgb", "srgb", "rgb", "multiband"}
FULL = {"ushort": 65_535, "short": 32_767, "char": 127, "float": 255, "double": 255}


def _stretched(file: bytes, format: str, size: tuple[int, int]) -> pyvips.Image | None:
    """With the used range of its samples stretched to 0 .. 255; None where a plain conversion shows it well."""
    header = _open(file, format, fail_on="error")
    kind, space, alpha = header.format, header.interpretation, header.hasalpha()
    turn, flop = _turns(header)
    width, height = size[::-1] if turn in ("d90", "d270") else size
    image = _in_srgb(header)
    across, down = _shrink(image, width, height)
    if alpha and not (across == 1 and down == 1):
        premultiplied = image.format
        image = _scaled(image.premultiply().cast(premultiplied), across, down).unpremultiply().cast(premultiplied)
    else:
        image = _scaled(image, across, down)
    image = _turned(image, turn, flop)
    shift = 32_768 if kind == "short" else 0
    if shift != 0:
        image = image.linear(1, shift)
    if image.interpretation in ("rgb16", "grey16"):
        image = image.cast("ushort")
    if image.interpretation != space:
        image = image.colourspace(space, source_space=image.interpretation)
    samples = image.cast("float").numpy().reshape(image.height, image.width, -1)
    colours = 1 if image.bands - (1 if alpha else 0) < 3 else 3
    values = samples[:, :, :colours] - numpy.float32(shift)
    finite = numpy.sort(values[numpy.isfinite(values)])
    outliers = math.floor(finite.size * 0.001)
    low, high = (float(finite[outliers]), float(finite[-1 - outliers])) if finite.size > 0 else (0.0, 0.0)
    full = 1 if space == "scrgb" else FULL.get(kind)
    if full is not None and low >= 0 and high <= full and high - low >= 0.25 * full:
        return None
    share = (values.astype(numpy.float64) - low) / (high - low) if high > low else numpy.full(values.shape, 0.5)
    data = numpy.floor(255 * numpy.clip(numpy.nan_to_num(share, nan=0.0), 0, 1) + 0.5).astype(numpy.uint8)
    return _image_of(numpy.ascontiguousarray(numpy.broadcast_to(data, (*data.shape[:2], 3))))


def _image_of(pixels: numpy.ndarray) -> pyvips.Image:
    height, width, _ = pixels.shape
    return pyvips.Image.new_from_memory(pixels.tobytes(), width, height, 3, "uchar").copy(interpretation="srgb")


# What is made of the picture at its working size: after main/ingest/crops.ts


def crop(image: pyvips.Image, kind: str, side: int) -> numpy.ndarray:
    """uint8 [side, side, 3]: the middle square, the whole squeezed or with bars, or the middle nearer."""
    if kind == "crop":
        cut = _cover(image, side)
    elif kind == "whole":
        cut = _scaled(image, image.width / side, image.height / side)
    elif kind == "letterbox":
        shrink = max(image.width / side, image.height / side)
        inside = _scaled(image, *_at_most(image, shrink))
        left, top = (side - inside.width) // 2, (side - inside.height) // 2
        cut = inside.embed(left, top, side, side, extend="background", background=GREY)
    elif kind == "close":
        shown = max(1, math.floor(0.85 * min(image.width, image.height) + 0.5))
        middle = image.crop((image.width - shown) // 2, (image.height - shown) // 2, shown, shown)
        cut = _scaled(middle, shown / side, shown / side)
    else:
        raise ValueError(f"There is no crop called {kind}.")
    return cut.cast("uchar").numpy()


def _at_most(image: pyvips.Image, shrink: float) -> tuple[float, float]:
    return min(shrink, image.width), min(shrink, image.height)


def _cover(image: pyvips.Image, side: int) -> pyvips.Image:
    if min(image.width, image.height) == side:
        return image.crop((image.width - side) // 2, (image.height - side) // 2, side, side)
    shrink = min(image.width / side, image.height / side)
    large = _scaled(image, *_at_most(image, shrink))
    return large.crop((large.width - side + 1) // 2, (large.height - side + 1) // 2, side, side)


def encode_thumbnail(image: pyvips.Image) -> bytes:
    """JPEG of at most 384 pixels a side, never enlarged."""
    shrink = max(1.0, image.width / THUMBNAIL_SIDE, image.height / THUMBNAIL_SIDE)
    small = _scaled(image, *_at_most(image, shrink))
    return small.jpegsave_buffer(Q=THUMBNAIL_QUALITY, keep="none", optimize_coding=True, subsample_mode="on")


def square_of(thumbnail: bytes, side: int) -> numpy.ndarray:
    """uint8 [side, side, 3]: the middle square of a thumbnail, for networks that were trained on thumbnails."""
    image = pyvips.Image.new_from_buffer(thumbnail, "", access="sequential", fail_on="none")
    shrink = min(image.width, image.height) / side
    by = 8 if shrink >= 8 else 4 if shrink >= 4 else 2 if shrink >= 2 else 1
    if by > 1 and int(shrink) == by:
        by //= 2
    if by > 1:
        image = pyvips.Image.jpegload_buffer(thumbnail, access="sequential", fail_on="none", shrink=by)
    shrink = min(image.width / side, image.height / side)
    large = _scaled(image, *_at_most(image, shrink)).copy_memory()
    return _rgb(large.crop((large.width - side + 1) // 2, (large.height - side + 1) // 2, side, side)).numpy()
