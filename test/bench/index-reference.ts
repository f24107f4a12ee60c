/** @file What the index does, in plain Python: Pillow decodes and makes the thumbnail, onnxruntime embeds, batch after batch. */
import { spawn } from 'node:child_process'

const PROGRAM = `
import io, json, os, sys, time
os.environ["ORT_DISABLE_TELEMETRY"] = "1"
import numpy as np, onnxruntime
from PIL import Image, ImageOps
model, side, files = sys.argv[1], int(sys.argv[2]), json.load(sys.stdin)
session = onnxruntime.InferenceSession(model, providers=["CPUExecutionProvider"])
levels = ["stage3", "stage4", "stage5", "features"]
session.run(levels, {"pixels": np.zeros((8, side, side, 3), np.uint8)})
start = time.perf_counter()
batch = []
def embed():
    if batch:
        session.run(levels, {"pixels": np.stack(batch)})
        batch.clear()
for file in files:
    image = Image.open(file)
    image.draft("RGB", (768, 768))
    image = ImageOps.exif_transpose(image).convert("RGB")
    thumbnail = image.copy()
    thumbnail.thumbnail((384, 384))
    thumbnail.save(io.BytesIO(), "JPEG", quality=80)
    batch.append(np.asarray(ImageOps.fit(image, (side, side), Image.LANCZOS)))
    if len(batch) == 8:
        embed()
embed()
print(len(files) / (time.perf_counter() - start))
`

/** @returns photos a second; null where Python, Pillow or onnxruntime is not on this machine. */
export function indexByPython(files: readonly string[], model: string, side: number): Promise<number | null> {
  return new Promise((resolve) => {
    const python = spawn('python3', ['-c', PROGRAM, model, String(side)], {
      stdio: ['pipe', 'pipe', 'ignore'],
    })
    let output = ''
    python.stdout.on('data', (part: Buffer) => (output += part.toString()))
    python.stdin.on('error', () => undefined) // Python has ended already: the exit code tells
    python.on('error', () => {
      resolve(null)
    })
    python.on('close', (code) => {
      const rate = Number(output)
      resolve(code === 0 && Number.isFinite(rate) ? rate : null)
    })
    python.stdin.end(JSON.stringify(files))
  })
}
