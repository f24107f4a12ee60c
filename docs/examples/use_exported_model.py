"""Classes of photos by a file that `twinsort export --format onnx` wrote.

    pip install onnxruntime pillow numpy
    python use_exported_model.py head.onnx photo.jpg ...
"""

import json
import os
import sys

# Before the import: ONNX Runtime for Linux and macOS reports to its maker what it opens, with the class names in the file.
os.environ["ORT_DISABLE_TELEMETRY"] = "1"

import numpy
import onnxruntime
from PIL import Image, ImageOps


def pixels_of(path: str, size: int) -> numpy.ndarray:
    """uint8 [size, size, 3] RGB: the short side to `size` pixels, then the square in the middle."""
    photo = ImageOps.exif_transpose(Image.open(path)).convert("RGB")
    return numpy.asarray(ImageOps.fit(photo, (size, size), Image.Resampling.LANCZOS))


def main(model: str, *photos: str) -> None:
    options = onnxruntime.SessionOptions()
    # Exact sums of int8 weights on processors without VNNI too; with VNNI the file is faster without it, and gives the same.
    options.add_session_config_entry("session.x64quantprecision", "1")
    session = onnxruntime.InferenceSession(model, options)
    said = session.get_modelmeta().custom_metadata_map
    classes = json.loads(said["classes"])
    size = json.loads(said["preprocessing"])["size"]
    pixels = numpy.stack([pixels_of(path, size) for path in photos])
    embeddings, probabilities = session.run(["embedding", "probabilities"], {"pixels": pixels})
    for path, row in zip(photos, probabilities):
        print(f"{path}: {classes[row.argmax()]} ({row.max():.1%})")
    # Lengths are 1, so a product is a cosine: which photo is most like the first one?
    if len(photos) > 1:
        likeness = embeddings[1:] @ embeddings[0]
        print(f"Most like the first: {photos[1 + likeness.argmax()]} ({likeness.max():.2f})")


if __name__ == "__main__":
    if len(sys.argv) < 3:
        sys.exit(__doc__)
    main(*sys.argv[1:])
