"""Learns the classes of a file that `twinsort export --format parquet` wrote, and names photos that have none yet.

    pip install pyarrow scikit-learn
    python learn_from_export.py labels.parquet

Export with `--include-suggestions 0` to have the photos in it that you did not confirm.
"""

import sys

import numpy
import pyarrow.parquet
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import cross_val_score


def main(file: str) -> None:
    photos = pyarrow.parquet.read_table(file).to_pylist()
    photos = [photo for photo in photos if photo["embedding"] is not None]
    known = [photo for photo in photos if photo["state"] == "confirmed"]
    others = [photo for photo in photos if photo["state"] != "confirmed"]
    features = numpy.array([photo["embedding"] for photo in known], numpy.float32)
    classes = numpy.array([photo["class"] for photo in known])
    model = LogisticRegression(C=10, max_iter=1000)
    folds = min(5, *numpy.unique(classes, return_counts=True)[1])
    if folds > 1:
        shares = cross_val_score(model, features, classes, cv=folds)
        print(f"{shares.mean():.1%} of {len(known)} confirmed photos are recognised by the others ({folds} folds)")
    model.fit(features, classes)
    if others:
        unlabelled = numpy.array([photo["embedding"] for photo in others], numpy.float32)
        for photo, row in zip(others, model.predict_proba(unlabelled)):
            print(f"{photo['path']}: {model.classes_[row.argmax()]} ({row.max():.1%}); Twinsort says {photo['class']}")


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    main(sys.argv[1])
