"""Loads a folder of classes as training programs do, and prints as JSON what each library at hand made of it."""

import importlib.util
import json
import os
import sys
import types


def image_folder():
    """torchvision's ImageFolder; its own file alone where PyTorch, which that file does not use, is not there."""
    found = importlib.util.find_spec("torchvision")
    if found is None:
        return None
    if importlib.util.find_spec("torch") is not None:
        from torchvision.datasets import ImageFolder

        return ImageFolder
    folder = os.path.join(os.path.dirname(found.origin), "datasets")
    package, vision = types.ModuleType("folders"), types.ModuleType("folders.vision")
    package.__path__ = [folder]

    class VisionDataset:
        def __init__(self, root, transforms=None, transform=None, target_transform=None):
            self.root, self.transform, self.target_transform = root, transform, target_transform

    vision.VisionDataset = VisionDataset
    sys.modules.update({"folders": package, "folders.vision": vision})
    code = importlib.import_module("folders.folder")
    return lambda root: code.ImageFolder(root, loader=code.pil_loader)


def with_torchvision(root):
    loader = image_folder()
    if loader is None:
        return None
    data = loader(root)
    for index in range(len(data)):
        data[index][0].load()
    return {"classes": data.classes, "files": len(data)}


def with_datasets(root):
    if importlib.util.find_spec("datasets") is None:
        return None
    os.environ["HF_HUB_OFFLINE"] = "1"
    from datasets import load_dataset

    cache = os.path.join(os.path.dirname(root), "datasets-cache")
    files = {"train": os.path.join(root, "**")}
    data = load_dataset("imagefolder", data_files=files, split="train", cache_dir=cache)
    for row in data:
        row["image"].load()
    return {"classes": data.features["label"].names, "files": len(data)}


print(json.dumps({"torchvision": with_torchvision(sys.argv[1]), "datasets": with_datasets(sys.argv[1])}))
