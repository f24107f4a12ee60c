/** @file The Siamese head of model/head.ts, its loss and a step of its training as they are written for PyTorch. */
import type { Matrix } from '../../main/math/matrix.ts'
import { sideBySide } from '../../main/jobs/library-model/read-photos.ts'
import { HEAD_BATCH } from '../../main/learn/training/batches.ts'
import { DEFAULT_SETTINGS } from '../../main/learn/training/head-task.ts'
import { EMBEDDING_WIDTH } from '../../main/model/head.ts'
import { pyTorchRival, type Rival } from './rivals.ts'

/** Vectors with a class each, and how long they are trained on. */
export interface HeadProblem {
  /** Bottom of the pyramid first. */
  levels: readonly { name: string; dimensions: number }[]
  /** [n, d] for each level; row i is of class i % classes */
  inputs: readonly Matrix[]
  classes: number
  steps: number
  /** Numbers that the head has. */
  parameters: number
}

/** Batch-hard triplet loss with a soft margin, as learn/strategies/triplet.ts has it; Adam pulls towards the first parameters. */
const PYTORCH = `
import torch
classes, steps, per_class, rate, decay, dropout, *dimensions = arguments
classes, steps, per_class = int(classes), int(steps), int(per_class)
width, groups, margin, sharpness, out_of_reach = ${EMBEDDING_WIDTH}, 8, .2, 8., 8.
depth = width // groups
levels = torch.from_numpy(x).split([int(d) for d in dimensions], 1)
members = torch.arange(len(x)).reshape(-1, classes).T
labels = torch.arange(classes).repeat_interleave(per_class)
same = (labels[:, None] == labels[None]).float() - torch.eye(len(labels))
different = (labels[:, None] != labels[None]).float()
laterals = [torch.zeros(level.shape[1], width) for level in levels]
torch.nn.init.orthogonal_(laterals[-1])
bias, gate = torch.zeros(width), torch.zeros(1)
query, key = torch.randn(width, depth) / depth ** .5, torch.randn(depth, depth) * (groups / depth) ** .5
value, place = torch.eye(depth), torch.randn(groups, depth) / depth ** .5
parameters = [p.requires_grad_() for p in [*laterals, bias, query, key, value, place, gate]]
first = [p.detach().clone() for p in parameters]
optimiser = torch.optim.Adam(parameters, lr=rate)
def embed(inputs):
    fused = sum(torch.nn.functional.dropout(level, dropout) @ lateral for level, lateral in zip(inputs, laterals)) + bias
    tokens = fused.reshape(-1, depth)
    keys = (tokens @ key).reshape(-1, groups, depth) + place
    shares = torch.softmax((keys * (fused @ query)[:, None]).sum(2) / depth ** .5, 1)
    attended = (tokens @ value).reshape(-1, groups, depth) * (shares[:, :, None] * groups)
    return torch.nn.functional.normalize(fused + attended.reshape(-1, width) * gate)
def root(squared):
    return torch.sqrt(torch.relu(squared) + 1e-6)
def step():
    rows = torch.stack([m[torch.randperm(len(m))[:per_class]] for m in members]).reshape(-1)
    embeddings = embed([level[rows] for level in levels])
    squared = 2 - 2 * embeddings @ embeddings.T
    farthest = (squared - (1 - same) * out_of_reach).max(1).values
    nearest = (squared + (1 - different) * out_of_reach).min(1).values
    loss = torch.nn.functional.softplus(sharpness * (root(farthest) - root(nearest) + margin)).mean() / sharpness
    optimiser.zero_grad()
    loss.backward()
    optimiser.step()
    with torch.no_grad():
        for p, initial in zip(parameters, first):
            p -= rate * decay * (p - initial)
def go_through():
    for _ in range(steps):
        step()
go_through()
start = time.perf_counter()
go_through()
seconds = time.perf_counter() - start
result = {"seconds": seconds, "parameters": sum(p.numel() for p in parameters)}
`

export function pyTorchHead({ levels, inputs, classes, steps, parameters }: HeadProblem): Rival {
  const { rate, decay, dropout } = DEFAULT_SETTINGS
  const perClass = Math.floor(HEAD_BATCH.photos / classes)
  const dimensions = levels.map((level) => level.dimensions)
  const values = [classes, steps, perClass, rate, decay, dropout, ...dimensions]
  const x = inputs.reduce((left, right) => sideBySide(left, right))
  return pyTorchRival(PYTORCH, x, values, parameters)
}
