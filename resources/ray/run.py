"""Runs a network that was trained in Twinsort over any number of pictures, on a Ray cluster or on one machine.

    python run.py --input s3://bucket/photos --output s3://bucket/classified

The list of pictures is cut into numbered parts, and each part that is done is one Parquet file under OUTPUT/parts. A run that
was stopped goes on with the parts that are not there yet. README.md says the rest.
"""

import argparse
import json
import os
import sys
import time
import uuid
from collections import deque
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Callable, Iterable, Iterator, TypeVar
from urllib.parse import unquote, urlsplit

# Before the imports: ONNX Runtime and Ray would report to their makers what they run.
os.environ["ORT_DISABLE_TELEMETRY"] = "1"
os.environ.setdefault("RAY_USAGE_STATS_ENABLED", "0")

import numpy
import pyarrow
import pyarrow.fs
import pyarrow.parquet
import ray

import pictures

# Of the module, since this file itself runs under another name: on each worker it is that worker's copy of the folder.
HERE = Path(pictures.__file__).resolve().parent
# Pictures whose bytes a worker fetches ahead while it decodes: most of the time goes by while a bucket answers.
AHEAD = 16
# Names in one file of the list; each part is a row group in it.
NAMES_IN_FILE = 1_000_000
# More blocks are no faster, and Ray keeps an eye on each.
MOST_BLOCKS = 10_000
ROWS_IN_GROUP = 500
# Of the pixels of a part, which pass from one process to another as a whole.
MOST_BYTES = 2_000_000_000

Item = TypeVar("Item")
Result = TypeVar("Result")


# Files, by pyarrow: folders, s3://, gs://


def store_of(place: str) -> tuple[pyarrow.fs.FileSystem, str]:
    """The file system of a folder, a path or a URI, and the path in it. Keys of buckets are taken letter by letter."""
    scheme, _, rest = place.partition("://")
    if rest == "":
        return pyarrow.fs.LocalFileSystem(), os.path.abspath(place)
    if scheme == "file":
        return pyarrow.fs.LocalFileSystem(), unquote(urlsplit(place).path)
    bucket = rest.split("/", 1)[0]
    if (scheme, bucket) not in STORES:
        STORES[scheme, bucket] = pyarrow.fs.FileSystem.from_uri(f"{scheme}://{bucket}")[0]
    return STORES[scheme, bucket], rest


# Of this process: making one asks the cloud where the bucket lies.
STORES: dict[tuple[str, str], pyarrow.fs.FileSystem] = {}


def uri_of(place: str, path: str) -> str:
    """Of a file that was found in `place`."""
    scheme, _, rest = place.partition("://")
    return Path(path).as_uri() if rest == "" or scheme == "file" else f"{scheme}://{path}"


def read_bytes(uri: str) -> bytes:
    """Raises OSError."""
    store, path = store_of(uri)
    with store.open_input_stream(path) as stream:
        return stream.read()


def write_in_one_step(folder: str, name: str, write: Callable[[pyarrow.NativeFile], None]) -> None:
    """Under a name of its own first, and renamed when it is whole: who reads the folder sees all of a file or nothing."""
    store, path = store_of(folder)
    unfinished = f"{path}/.{name}.{uuid.uuid4().hex}.tmp"
    with store.open_output_stream(unfinished) as sink:
        write(sink)
    store.move(unfinished, f"{path}/{name}")


def make_folder(folder: str) -> None:
    store, path = store_of(folder)
    store.create_dir(path, recursive=True)


def names_in(folder: str) -> set[str]:
    store, path = store_of(folder)
    found = store.get_file_info(pyarrow.fs.FileSelector(path, allow_not_found=True))
    return {info.base_name for info in found if info.type == pyarrow.fs.FileType.File}


# The list of pictures, cut into parts once and for all


def pictures_in(place: str) -> Iterator[str]:
    """URIs of a folder or bucket, sorted; or of a Parquet list, in its own order, by its column `uri`."""
    if place.endswith(".parquet"):
        store, path = store_of(place)
        with store.open_input_file(path) as file:
            for batch in pyarrow.parquet.ParquetFile(file).iter_batches(columns=["uri"]):
                yield from (uri for uri in batch.column(0).to_pylist() if uri)
        return
    store, path = store_of(place)
    found = store.get_file_info(pyarrow.fs.FileSelector(path, recursive=True))
    files = [info.path for info in found if info.type == pyarrow.fs.FileType.File and not info.base_name.startswith(".")]
    by_name = lambda name: pictures.PICTURE_NAMES.search(name) or pictures.RAW_NAMES.search(name)
    yield from (uri_of(place, each) for each in sorted(files) if by_name(each))


def make_list(place: str, output: str, part_size: int) -> dict:
    """Writes OUTPUT/list, unless an earlier run did, and returns what OUTPUT/list/list.json says of it."""
    folder = f"{output}/list"
    if "list.json" in names_in(folder):
        told = json.loads(read_bytes(f"{folder}/list.json"))
        if told["input"] != place:
            sys.exit(f"{output} holds results of {told['input']}. Choose another output for {place}.")
        return told
    make_folder(folder)
    make_folder(f"{output}/parts")
    rows = max(1, NAMES_IN_FILE // part_size) * part_size
    count = files = 0
    for uris in chunks(pictures_in(place), rows):
        table = pyarrow.table({"uri": pyarrow.array(uris, pyarrow.string())})
        write = lambda sink: pyarrow.parquet.write_table(table, sink, row_group_size=part_size)
        write_in_one_step(folder, f"{files:05}.parquet", write)
        count, files = count + len(uris), files + 1
    told = {"input": place, "pictures": count, "partSize": part_size, "parts": -(-count // part_size)}
    write_in_one_step(folder, "list.json", lambda sink: sink.write(json.dumps(told).encode()))
    return told


def chunks(items: Iterable[Item], size: int) -> Iterator[list[Item]]:
    chunk: list[Item] = []
    for item in items:
        chunk.append(item)
        if len(chunk) == size:
            yield chunk
            chunk = []
    if chunk:
        yield chunk


def uris_of(output: str, part: int, part_size: int) -> list[str]:
    parts_in_file = max(1, NAMES_IN_FILE // part_size)
    store, path = store_of(f"{output}/list/{part // parts_in_file:05}.parquet")
    with store.open_input_file(path) as file:
        return pyarrow.parquet.ParquetFile(file).read_row_group(part % parts_in_file).column("uri").to_pylist()


def name_of(part: int) -> str:
    return f"part-{part:07}.parquet"


# Decoding, on every core


class Decode:
    """The number of a part to its pictures' pixels, and what is said of each: a reason where it cannot be read."""

    def __init__(self, output: str, part_size: int, network: dict, with_thumbnails: bool):
        self.output, self.part_size = output, part_size
        self.network, self.with_thumbnails = network, with_thumbnails

    def __call__(self, row: dict) -> dict:
        part = int(row["part"])
        said: list[dict] = []
        good: list[pictures.Picture] = []
        for uri, file in ahead(bytes_or_reason, uris_of(self.output, part, self.part_size)):
            read = self.picture(uri, file)
            if isinstance(read, str):
                said.append({"uri": uri, "error": read})
                continue
            good.append(read)
            size = {"width": read.width, "height": read.height, "thumbnail": len(read.thumbnail or b"")}
            said.append({"uri": uri, "error": None, "content_hash": read.content_hash, **size})
        return {
            "part": part,
            "said": json.dumps(said),
            "pixels": b"".join(each.pixels.tobytes() for each in good),
            "small": b"".join(each.small.tobytes() for each in good if each.small is not None),
            "thumbnails": b"".join(each.thumbnail or b"" for each in good),
        }

    def picture(self, uri: str, file: bytes | str) -> pictures.Picture | str:
        if isinstance(file, str):
            return file
        try:
            return pictures.read_picture(uri, file, self.network, self.with_thumbnails)
        except pictures.Unreadable as error:
            return str(error)
        except (MemoryError, ImportError):  # of this machine, not of the picture: another one may read it
            raise
        except Exception as error:  # of millions one is odd in a way that nobody foresaw; it must not end the job
            return f"The picture cannot be read: {type(error).__name__}: {error}"


NOT_FETCHED = "The file could not be fetched"


def bytes_or_reason(uri: str) -> bytes | str:
    try:
        return read_bytes(uri)
    except (OSError, pyarrow.ArrowException) as error:
        return f"{NOT_FETCHED}: {error}"


def ahead(work: Callable[[Item], Result], items: list[Item]) -> Iterator[tuple[Item, Result]]:
    """Each item with its result, in order, of which some are computed in threads before they are asked for."""
    with ThreadPoolExecutor(AHEAD) as threads:
        waiting: deque = deque()
        rest = iter(items)
        for item in items:
            while len(waiting) < AHEAD and (following := next(rest, None)) is not None:
                waiting.append(threads.submit(work, following))
            yield item, waiting.popleft().result()


# The network, in actors


class Classify:
    """A decoded part to its Parquet file."""

    def __init__(self, network: dict, output: str, batch_size: int, threads: int, gpus: float):
        os.environ["ORT_DISABLE_TELEMETRY"] = "1"  # a worker does not run what stands above
        import onnxruntime

        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = threads
        options.log_severity_level = 3
        # Threads that wait busily would take the cores from the decoding.
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")
        if clamps_sums(str(HERE / "sums.onnx")):
            options.add_session_config_entry("session.x64quantprecision", "1")
        usable = onnxruntime.get_available_providers()
        wanted = ["CUDAExecutionProvider"] if gpus > 0 else []
        providers = [name for name in wanted if name in usable] + ["CPUExecutionProvider"]
        self.session = onnxruntime.InferenceSession(str(HERE / "network.onnx"), options, providers=providers)
        self.inputs = [each.name for each in self.session.get_inputs()]
        one_by_one = self.session.get_inputs()[0].shape[0] == 1
        self.batch_size = 1 if one_by_one else batch_size
        self.network, self.output = network, output
        self.outputs = [*(level["name"] for level in network["levels"]), "embedding", "probabilities"]

    def __call__(self, row: dict) -> dict:
        said = json.loads(row["said"])
        reasons = [each["error"] for each in said if each["error"] is not None]
        count = len(said) - len(reasons)
        results = self.computed(self.pixels_of(row, count), count)
        table = table_of(said, row["thumbnails"], results, self.network)
        write = lambda sink: pyarrow.parquet.write_table(table, sink, row_group_size=ROWS_IN_GROUP, compression="snappy")
        write_in_one_step(f"{self.output}/parts", name_of(int(row["part"])), write)
        lost = sum(1 for each in reasons if each.startswith(NOT_FETCHED))
        return {"part": row["part"], "read": count, "bad": len(reasons), "lost": lost}

    def pixels_of(self, row: dict, count: int) -> list[numpy.ndarray]:
        """What the network takes of each picture: [count, crops, side, side, 3], and of some [count, side, side, 3]."""
        side, crops, head = self.network["size"], len(self.network["crops"]), self.network["headSize"]
        all_crops = numpy.frombuffer(row["pixels"], numpy.uint8).reshape(count, crops, side, side, 3)
        if head is None:
            return [all_crops]
        return [all_crops, numpy.frombuffer(row["small"], numpy.uint8).reshape(count, head, head, 3)]

    def computed(self, pixels: list[numpy.ndarray], count: int) -> dict[str, numpy.ndarray]:
        """float32 [count, numbers] for each output."""
        made: list[list[numpy.ndarray]] = []
        for start in range(0, count, self.batch_size):
            some = [each[start : start + self.batch_size] for each in pixels]
            some[0] = some[0].reshape(-1, *some[0].shape[2:])  # crops of one picture follow each other
            made.append(self.session.run(self.outputs, dict(zip(self.inputs, some))))
        return {name: numpy.concatenate([each[i] for each in made]) for i, name in enumerate(self.outputs) if made}


class DecodeAndClassify:
    """Both in one process, where there is no GPU: the pixels stay where they are."""

    def __init__(self, decode: Decode, *classify):
        self.decode, self.classify = decode, Classify(*classify)

    def __call__(self, row: dict) -> dict:
        return self.classify(self.decode(row))


def clamps_sums(probe: str) -> bool:
    """Whether this processor's fast sums of 8-bit products are wrong: then others are asked for, with the right ones."""
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.log_severity_level = 3
    session = onnxruntime.InferenceSession(probe, options, providers=["CPUExecutionProvider"])
    given = {each.name: numpy.full(each.shape, 255, numpy.uint8) for each in session.get_inputs()}
    expected = int(session.get_modelmeta().custom_metadata_map["expected"])
    return any((each != expected).any() for each in session.run(None, given))


# The result


def schema_of(network: dict) -> pyarrow.Schema:
    """What each file under OUTPUT/parts holds; Twinsort's `import` reads it."""
    numbers = pyarrow.list_(pyarrow.float32())
    told = {key: network[key] for key in TOLD}
    return pyarrow.schema(
        [
            pyarrow.field("uri", pyarrow.string(), nullable=False),
            ("content_hash", pyarrow.string()),
            ("width", pyarrow.int32()),
            ("height", pyarrow.int32()),
            ("class", pyarrow.string()),
            ("probability", pyarrow.float32()),
            ("embedding", numbers),
            *((f"features_{level['name']}", numbers) for level in network["levels"]),
            ("thumbnail", pyarrow.binary()),
            ("error", pyarrow.string()),
        ],
        metadata={"twinsort": json.dumps(told)},
    )


TOLD = ("format", "version", "backbone", "backboneSha256", "head", "levels", "crops", "classes", "twinsort")


def table_of(said: list[dict], thumbnails: bytes, results: dict[str, numpy.ndarray], network: dict) -> pyarrow.Table:
    """One row for each picture, in the order of the list; all but `uri` and `error` empty where it could not be read."""
    schema = schema_of(network)
    is_bad = numpy.array([each["error"] is not None for each in said])
    rows: dict[str, list] = {name: [each.get(name) for each in said] for name in ("uri", "content_hash", "width", "height", "error")}
    best = iter(results["probabilities"].argmax(1)) if results else iter(())
    shares = iter(results["probabilities"].max(1)) if results else iter(())
    rows["class"] = [None if bad else network["classes"][next(best)] for bad in is_bad]
    rows["probability"] = [None if bad else float(next(shares)) for bad in is_bad]
    ends = numpy.cumsum([each.get("thumbnail", 0) for each in said])
    lengths = [each.get("thumbnail", 0) for each in said]
    rows["thumbnail"] = [thumbnails[end - size : end] if size > 0 else None for end, size in zip(ends, lengths)]
    vectors = {"embedding": "embedding"} | {f"features_{each['name']}": each["name"] for each in network["levels"]}
    arrays = [
        lists_of(results.get(vectors[field.name]), is_bad)
        if field.name in vectors
        else pyarrow.array(rows[field.name], field.type)
        for field in schema
    ]
    return pyarrow.Table.from_arrays(arrays, schema=schema)


def lists_of(vectors: numpy.ndarray | None, is_bad: numpy.ndarray) -> pyarrow.ListArray:
    """One list for each picture; null for a bad one. `vectors` [good pictures, numbers]"""
    width = 0 if vectors is None else vectors.shape[1]
    ends = numpy.cumsum(numpy.where(is_bad, 0, width))
    offsets = pyarrow.array(numpy.concatenate([[0], ends]), pyarrow.int32())
    values = pyarrow.array([] if vectors is None else vectors.reshape(-1), pyarrow.float32())
    return pyarrow.ListArray.from_arrays(offsets, values, mask=pyarrow.array(is_bad))


def join(output: str, file: str, parts: int, network: dict) -> None:
    """All parts in one file, in the order of the list."""
    folder, _, name = file.rpartition("/") if "://" in file else os.path.abspath(file).rpartition("/")

    def write(sink: pyarrow.NativeFile) -> None:
        with pyarrow.parquet.ParquetWriter(sink, schema_of(network), compression="snappy") as writer:
            for part in range(parts):
                store, path = store_of(f"{output}/parts/{name_of(part)}")
                with store.open_input_file(path) as source:
                    writer.write_table(pyarrow.parquet.read_table(source), row_group_size=ROWS_IN_GROUP)

    make_folder(folder)
    write_in_one_step(folder, name, write)


# The run


def options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--input", required=True, help="a folder, s3://..., gs://..., or a Parquet file with a column uri")
    parser.add_argument("--output", required=True, help="a folder that all workers see, s3://... or gs://...")
    parser.add_argument("--thumbnails", action="store_true", help="also thumbnails, as an import into Twinsort needs them")
    parser.add_argument("--join", metavar="FILE", help="in the end, all parts in one Parquet file")
    parser.add_argument("--retry", action="store_true", help="also do parts again of which files could not be fetched")
    parser.add_argument("--part-size", type=int, default=500, help="pictures in a part (default: 500)")
    parser.add_argument("--batch-size", type=int, default=16, help="pictures in the network at once (default: 16)")
    parser.add_argument("--actors", type=int, help="networks at work at most (default: one for each GPU, else as many as there are cores)")
    parser.add_argument("--cpus-per-actor", type=int, default=1, help="cores of each network (default: 1)")
    parser.add_argument("--gpus-per-actor", type=float, help="share of a GPU (default: 1 where the cluster has any, else 0)")
    return parser.parse_args()


def main() -> None:
    chosen = options()
    if min(chosen.part_size, chosen.batch_size, chosen.cpus_per_actor, chosen.actors or 1) < 1:
        sys.exit("Sizes and numbers must be at least 1.")
    output = chosen.output.rstrip("/") if "://" in chosen.output else os.path.abspath(chosen.output)
    place = chosen.input if "://" in chosen.input else os.path.abspath(chosen.input)
    network = json.loads((HERE / "network.json").read_text("utf8"))
    bytes_in_part = chosen.part_size * len(network["crops"]) * network["size"] ** 2 * 3
    if bytes_in_part > MOST_BYTES:
        sys.exit(f"A part of {chosen.part_size} pictures takes {bytes_in_part / 1e9:.1f} GB. Choose a smaller --part-size.")
    listed = make_list(place, output, chosen.part_size)
    todo = parts_to_do(output, listed["parts"], chosen.retry)
    print(f"{listed['pictures']} pictures in {listed['parts']} parts, of which {len(todo)} are to be done.", flush=True)
    if todo:
        ray.init()
        run(chosen, network, output, listed["partSize"], todo)
    if chosen.join is not None:
        join(output, chosen.join, listed["parts"], network)
        print(f"All in one file: {chosen.join}", flush=True)


def parts_to_do(output: str, parts: int, with_lost: bool) -> list[int]:
    store, path = store_of(f"{output}/parts")
    names = names_in(f"{output}/parts")
    for name in names:
        if name.endswith(".tmp"):  # of a run that was killed
            store.delete_file(f"{path}/{name}")
    again: set[str] = set()
    if with_lost:
        with ThreadPoolExecutor(AHEAD) as threads:
            done = [name for name in names if name.endswith(".parquet")]
            again = {name for name, lost in zip(done, threads.map(lambda each: lost_in(store, f"{path}/{each}"), done)) if lost}
    return [part for part in range(parts) if name_of(part) not in names or name_of(part) in again]


def lost_in(store: pyarrow.fs.FileSystem, path: str) -> bool:
    with store.open_input_file(path) as file:
        errors = pyarrow.parquet.ParquetFile(file).read(columns=["error"]).column(0)
    return any(each.as_py().startswith(NOT_FETCHED) for each in errors.drop_null())


def run(chosen: argparse.Namespace, network: dict, output: str, part_size: int, todo: list[int]) -> None:
    resources = ray.cluster_resources()
    gpus_there, cpus = resources.get("GPU", 0), chosen.cpus_per_actor
    usual = 1.0 if gpus_there > 0 else 0.0
    gpus = usual if chosen.gpus_per_actor is None else chosen.gpus_per_actor
    room = max(1, int(gpus_there // gpus if gpus > 0 else resources["CPU"] // cpus))
    actors = pool(chosen.actors or room, min(room, len(todo)))
    parts = ray.data.from_items([{"part": part} for part in todo], override_num_blocks=min(len(todo), MOST_BLOCKS))
    decode = Decode(output, part_size, network, chosen.thumbnails)
    classify = (network, output, chosen.batch_size, cpus, gpus)
    if gpus > 0:
        decoded = parts.map(decode.__call__, num_cpus=1)
        done = decoded.map(Classify, fn_constructor_args=classify, compute=actors, num_cpus=cpus, num_gpus=gpus)
    else:
        done = parts.map(DecodeAndClassify, fn_constructor_args=(decode, *classify), compute=actors, num_cpus=cpus)
    report(done.iter_rows(), len(todo))


def pool(most: int, at_once: int) -> ray.data.ActorPoolStrategy:
    """By itself a pool begins with one network and adds another when work has piled up: half of a short job is over by then."""
    try:
        return ray.data.ActorPoolStrategy(min_size=1, initial_size=min(most, at_once), max_size=most)
    except TypeError:  # an earlier Ray
        return ray.data.ActorPoolStrategy(min_size=1, max_size=most)


def report(rows: Iterable[dict], parts: int) -> None:
    """The speed is that since the first part was done: until then, workers start."""
    read = bad = lost = first = 0
    begun = time.monotonic()
    for number, row in enumerate(rows, 1):
        read, bad, lost = read + row["read"], bad + row["bad"], lost + row["lost"]
        if number == 1:
            first, begun = read + bad, time.monotonic()
        speed = (read + bad - first) / max(0.001, time.monotonic() - begun)
        if number == parts or number % max(1, parts // 100) == 0:
            print(f"{number} of {parts} parts, {speed:.1f} pictures a second", flush=True)
    print(f"{read} pictures classified, {bad} could not be read (see the column error).", flush=True)
    if lost > 0:
        print(f"{lost} of these could not be fetched: run it once more with --retry.", flush=True)


if __name__ == "__main__":
    main()
