"""The identity of a picture, as Twinsort computes it: sha256 of the picture's coded data without what is written about it.

So a keyword or a rotation tag makes it no other picture, and a picture in a bucket is known again in a library. Where
the data cannot be told apart, every byte of the file counts. After main/ingest/content-hash.ts of Twinsort, byte for byte.
"""

import hashlib
import re
from typing import Iterator

Part = bytes | memoryview


class Lost(Exception):
    """The file cannot be followed."""


def content_hash(format: str, file: bytes) -> str:
    """Lower-case hexadecimal. `format` as `pictures.format_of` names it."""
    try:
        parts = PICTURES[format](file)
    except Lost:
        return hashlib.sha256(file).hexdigest()
    digest = hashlib.sha256(f"{format}\n".encode())
    for part in parts:
        digest.update(part)
    return digest.hexdigest()


# JPEG: ITU T.81

SOS = 0xDA
EOI = 0xD9
# What ends the data of a scan: 0xFF that is neither stuffing (0), a restart marker, nor a fill byte.
END_OF_SCAN = re.compile(rb"\xff(?=[^\x00\xd0-\xd7\xff])", re.DOTALL)


def jpeg_segments(file: bytes) -> tuple[list[tuple[int, int, int]], int]:
    """(marker, start, end) of each segment, and where they end: at the end marker, or where the file cannot be followed."""
    segments: list[tuple[int, int, int]] = []
    at = 2
    while at + 4 <= len(file) and file[at] == 0xFF:
        marker = file[at + 1]
        if marker == 0xFF:
            at += 1
            continue
        if marker == EOI:
            break
        end = at + 2 + int.from_bytes(file[at + 2 : at + 4], "big")
        if marker == SOS:
            found = END_OF_SCAN.search(file, end)
            end = len(file) if found is None else found.start()
        segments.append((marker, at, end))
        at = end
    return segments, at


def jpeg_picture(file: bytes) -> Iterator[Part]:
    """Tables, frames and scans up to the end marker, and Adobe's marker, which says how colours were transformed."""
    view = memoryview(file)
    segments, end = jpeg_segments(file)
    for marker, start, stop in segments:
        if marker == 0xFE or (0xE0 <= marker <= 0xEF and marker != 0xEE):
            continue
        yield view[start:stop]
    if file[end : end + 2] != b"\xff\xd9" and end < len(file):
        yield view[end:]


def with_jpeg_end(file: bytes) -> tuple[bytes, bool]:
    """The file with its end marker, if that is all that it lacks, and whether the marker was there."""
    is_there = file.rfind(b"\xff\xd9") >= 0
    segments, end = jpeg_segments(file)
    lacks_end = file[end : end + 2] != b"\xff\xd9" and bool(segments) and segments[-1][0] == SOS
    if not lacks_end or segments[-1][2] < len(file) or not _has_all_scans(file, segments):
        return file, is_there
    return (file[:-1] if file[-1] == 0xFF else file) + b"\xff\xd9", is_there


def _has_all_scans(file: bytes, segments: list[tuple[int, int, int]]) -> bool:
    """Whether every coefficient of every component was sent to its last bit: a progressive picture can end early."""
    frame = next((s for s in segments if s[0] & 0xF0 == 0xC0 and s[0] not in (0xC4, 0xC8, 0xCC)), None)
    if frame is None:
        return False
    byte = lambda at: file[at] if at < len(file) else 0
    components = range(byte(frame[1] + 9))
    lacking = {byte(frame[1] + 10 + 3 * i): set(range(64)) for i in components}
    for marker, start, _ in segments:
        if marker != SOS:
            continue
        count = byte(start + 4)
        spectrum = start + 5 + 2 * count
        if byte(spectrum + 2) & 15 != 0:
            continue
        for i in range(count):
            left = lacking.get(byte(start + 5 + 2 * i), set())
            left.difference_update(range(byte(spectrum), byte(spectrum + 1) + 1))
    return not any(lacking.values())


# PNG (3rd edition), WebP (RFC 9649), GIF89a


def png_picture(file: bytes) -> Iterator[Part]:
    """Critical chunks, transparency and animation; of data chunks the content, since a writer may cut it elsewhere."""
    view = memoryview(file)
    at = 8
    while at + 8 <= len(file):
        kind = file[at + 4 : at + 8]
        end = at + 12 + int.from_bytes(file[at : at + 4], "big")
        if kind == b"IDAT":
            yield view[at + 8 : max(at + 8, end - 4)]
        elif file[at + 4] & 0x20 == 0 or kind in (b"tRNS", b"acTL", b"fcTL", b"fdAT"):
            yield view[at:end]
        at = end
        if kind == b"IEND":
            break


def webp_picture(file: bytes) -> Iterator[Part]:
    """The chunks of pixels, transparency and animation."""
    view = memoryview(file)
    at = 12
    while at + 8 <= len(file):
        size = int.from_bytes(file[at + 4 : at + 8], "little")
        end = at + 8 + size + size % 2
        if file[at : at + 4] in (b"VP8 ", b"VP8L", b"ALPH", b"ANIM", b"ANMF"):
            yield view[at:end]
        at = end


def gif_picture(file: bytes) -> Iterator[Part]:
    """Everything but comments and the application blocks that carry metadata."""
    view = memoryview(file)
    table = lambda flags: 0 if flags & 0x80 == 0 else 3 * 2 ** ((flags & 7) + 1)
    at = 13 + table(file[10] if len(file) > 10 else 0)
    yield view[6:at]
    while at + 1 < len(file):
        if file[at] == 0x21:
            end = _end_of_blocks(file, at + 2)
            is_metadata = file[at + 1] == 0xFE or (
                file[at + 1] == 0xFF and file[at + 3 : at + 11] in (b"XMP Data", b"ICCRGBG1")
            )
            if not is_metadata:
                yield view[at:end]
        elif file[at] == 0x2C:
            end = _end_of_blocks(file, at + 10 + table(file[at + 9] if at + 9 < len(file) else 0) + 1)
            yield view[at:end]
        else:
            break
        at = end


def _end_of_blocks(file: bytes, at: int) -> int:
    """Behind a chain of blocks, each with its length first, closed by one of length 0."""
    while at < len(file):
        length = file[at]
        at += 1 + length
        if length == 0:
            return at
    return len(file)


def _cut(file: bytes, start: int, length: int) -> bytes:
    """Exactly these bytes. Raises Lost beyond the end of the file."""
    if start + length > len(file):
        raise Lost
    return file[start : start + length]


# TIFF 6.0, and BigTIFF

VALUE_BYTES = {1: 1, 2: 1, 6: 1, 7: 1, 3: 2, 8: 2, 4: 4, 9: 4, 11: 4, 13: 4} | dict.fromkeys((5, 10, 12, 16, 17, 18), 8)
DATA_TAGS = ((273, 279), (324, 325), (513, 514))
# How the data become pixels, from ImageWidth to LercParameters; all other fields are written about the picture.
PICTURE_TAGS = {256, 257, 258, 259, 262, 266, 277, 278, 284, 292, 293, 317, 320, 322, 323, 332, 338, 339, 347}
PICTURE_TAGS |= {512, 515, 519, 520, 521, 529, 530, 532, 50674}


def tiff_picture(file: bytes) -> list[Part]:
    """Of all pages that are no smaller copies of others: what their data mean, and the data."""
    order = "little" if file[:1] == b"I" else "big"
    uint = lambda at, size, of=file: int.from_bytes(_cut(of, at, size), order)
    is_big = uint(2, 2) == 43
    count_bytes, entry_bytes, place_bytes = (8, 20, 8) if is_big else (2, 12, 4)

    def numbers(page: dict[int, tuple[int, int, bytes]], tag: int) -> list[int]:
        kind, _, value = page.get(tag, (1, 0, b""))
        size = VALUE_BYTES[kind]
        return [uint(i * size, size, value) for i in range(len(value) // size)]

    pages: list[dict[int, tuple[int, int, bytes]]] = []
    seen = {0}
    waiting = [uint(8, 8) if is_big else uint(4, 4)]
    while waiting:
        at = waiting.pop(0)
        if at in seen:
            continue
        seen.add(at)
        page: dict[int, tuple[int, int, bytes]] = {}
        fields = uint(at, count_bytes)
        for i in range(fields):
            entry = at + count_bytes + i * entry_bytes
            kind = uint(entry + 2, 2)
            if kind not in VALUE_BYTES:
                continue
            count = uint(entry + 4, place_bytes)
            length = VALUE_BYTES[kind] * count
            value = entry + 4 + place_bytes
            page[uint(entry, 2)] = (kind, count, _cut(file, value if length <= place_bytes else uint(value, place_bytes), length))
        pages.append(page)
        following = uint(at + count_bytes + fields * entry_bytes, place_bytes)
        waiting = [*numbers(page, 330), following, *waiting]
    if not pages:
        raise Lost
    whole = [page for page in pages if (numbers(page, 254) or [0])[0] & 1 == 0]
    return [part for page in whole or pages for part in _tiff_page(file, order, page, numbers)]


def _tiff_page(file: bytes, order: str, page, numbers) -> list[Part]:
    parts: list[Part] = [b"page II\n" if order == "little" else b"page MM\n"]
    for tag, (kind, count, value) in page.items():
        if tag in PICTURE_TAGS:
            parts += [f"{tag} {kind} {count}\n".encode(), value]
    data: list[bytes] = []
    for offsets, lengths in DATA_TAGS:
        starts, sizes = numbers(page, offsets), numbers(page, lengths)
        if len(starts) != len(sizes):
            raise Lost
        data += [_cut(file, start, size) for start, size in zip(starts, sizes)]
    if not data:
        raise Lost
    for part in data:
        parts += [f"data {len(part)}\n".encode(), part]
    return parts


# AVIF and HEIC: ISO/IEC 14496-12 (boxes), 23008-12 (items)


def boxes(data: bytes) -> list[tuple[str, bytes]]:
    """(type, body) of each box."""
    found: list[tuple[str, bytes]] = []
    at = 0
    while at + 8 <= len(data):
        short = int.from_bytes(data[at : at + 4], "big")
        header = 16 if short == 1 else 8
        size = int.from_bytes(_cut(data, at + 8, 8), "big") if short == 1 else len(data) - at if short == 0 else short
        if size < header:
            raise Lost
        found.append((data[at + 4 : at + 8].decode("latin1"), _cut(data, at + header, size - header)))
        at += size
    return found


def _need(found: list[tuple[str, bytes]], kind: str) -> bytes:
    for name, body in found:
        if name == kind:
            return body
    raise Lost


def heif_picture(file: bytes) -> list[Part]:
    """The coded images and what says how they belong together; not EXIF, XMP, turns and colour profiles."""
    top = boxes(file)
    if any(kind == "moov" for kind, _ in top):
        raise Lost
    meta = boxes(_need(top, "meta")[4:])
    types = _heif_types(_need(meta, "iinf"))
    properties = _heif_properties(_need(meta, "iprp"))
    inside = next((body for kind, body in meta if kind == "idat"), b"")
    parts: list[Part] = [_need(meta, "pitm")]
    for item, method, places in sorted(_heif_places(_need(meta, "iloc"))):
        kind = types.get(item, "")
        if kind in ("Exif", "mime", "uri "):
            continue
        data = b"".join(_cut(inside if method == 1 else file, start, length) for start, length in places)
        own = [each for each in properties.get(item, []) if each[0] not in ("irot", "imir") and not _is_profile(*each)]
        parts += [f"item {item} {kind} {len(data)} {len(own)}\n".encode("utf8"), data]
        for name, body in own:
            parts += [f"{name} {len(body)}\n".encode("utf8"), body]
    references = next((body for kind, body in meta if kind == "iref"), None)
    for name, body in [] if references is None else boxes(references[4:]):
        if name != "cdsc":
            parts += [f"reference {name} {len(body)}\n".encode("utf8"), body]
    return parts


def _is_profile(kind: str, body: bytes) -> bool:
    return kind == "colr" and body[:4] in (b"prof", b"rICC")


def _heif_types(iinf: bytes) -> dict[int, str]:
    types: dict[int, str] = {}
    for kind, body in boxes(iinf[6 if _cut(iinf, 0, 1) == b"\0" else 8 :]):
        version = _cut(body, 0, 1)[0]
        if kind != "infe" or version < 2:
            raise Lost
        size = 2 if version == 2 else 4
        types[int.from_bytes(_cut(body, 4, size), "big")] = body[6 + size : 10 + size].decode("latin1")
    return types


def _heif_properties(iprp: bytes) -> dict[int, list[tuple[str, bytes]]]:
    outer = boxes(iprp)
    known = boxes(_need(outer, "ipco"))
    found: dict[int, list[tuple[str, bytes]]] = {}
    for kind, body in outer:
        if kind != "ipma":
            continue
        uint = lambda at, size: int.from_bytes(_cut(body, at, size), "big")
        id_bytes = 2 if uint(0, 1) == 0 else 4
        index_bytes = 1 if uint(3, 1) & 1 == 0 else 2
        at = 8
        for _ in range(uint(4, 4)):
            item, count = uint(at, id_bytes), uint(at + id_bytes, 1)
            at += id_bytes + 1
            found[item] = []
            for _ in range(count):
                index = uint(at, index_bytes) & (0x7F if index_bytes == 1 else 0x7FFF)
                at += index_bytes
                if index > len(known):
                    raise Lost
                if index > 0:
                    found[item].append(known[index - 1])
    return found


def _heif_places(iloc: bytes) -> list[tuple[int, int, list[tuple[int, int]]]]:
    """(item, method, places of its bytes): method 0 counts from the start of the file, 1 inside the box `idat`."""
    at = 6

    def read(size: int) -> int:
        nonlocal at
        at += size
        return int.from_bytes(_cut(iloc, at - size, size), "big")

    version, sizes, more = _cut(iloc, 0, 1)[0], _cut(iloc, 4, 1)[0], _cut(iloc, 5, 1)[0]
    if version > 2:
        raise Lost
    index_bytes = 0 if version == 0 else more & 15
    id_bytes = 2 if version < 2 else 4
    items: list[tuple[int, int, list[tuple[int, int]]]] = []
    for _ in range(read(id_bytes)):
        item = read(id_bytes)
        method = 0 if version == 0 else read(2) & 15
        if read(2) != 0 or method > 1:
            raise Lost  # inside another item, or in another file
        base = read(more >> 4)
        places: list[tuple[int, int]] = []
        for _ in range(read(2)):
            read(index_bytes)
            start = base + read(sizes >> 4)
            places.append((start, read(sizes & 15)))
        items.append((item, method, places))
    return items


PICTURES = {
    "jpeg": jpeg_picture,
    "png": png_picture,
    "webp": webp_picture,
    "gif": gif_picture,
    "tiff": tiff_picture,
    "avif": heif_picture,
    "heic": heif_picture,
}
