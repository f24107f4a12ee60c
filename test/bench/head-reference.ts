/** @file The Siamese head of model/head.ts, its loss and a step of its training as they are written for PyTorch. */
import { DEFAULT_SETTINGS } from '../../main/learn/training/head-task.ts'
import { matrix, sideBySide, type Matrix } from '../../main/math/matrix.ts'
import { EMBEDDING_WIDTH } from '../../main/model/head.ts'
import { pyTorchRival, requireSameSize, type Rival } from './rivals.ts'

/** Vectors with a class each, and how long they are trained on. */
export interface HeadProblem {
  /** Bottom of the pyramid first. */
  levels: readonly { name: string; dimensions: number }[]
  /** [n, d] for each level; row i is of class i % classes */
  inputs: readonly Matrix[]
  classes: number
  steps: number
  /** Photos of each class in a batch. */
  perClass: number
}

/** What both must compute alike, without dropout, on the first photos of each class. */
export interface Probe {
  /** In the order of the head's blocks. */
  parameters: Float32Array
  loss: number
  /** Length of the gradient of all parameters. */
  gradient: number
}

/** Sums of 32 bits in another order. */
const TOLERANCE = 1e-4

/** Batch-hard triplet loss with a soft margin, as learn/strategies/triplet.ts has it; Adam pulls towards the first parameters. */
const PYTORCH = `
classes, steps, per_class, rate, decay, dropout, *dimensions = arguments
classes, steps, per_class = int(classes), int(steps), int(per_class)
width, groups, margin, sharpness, out_of_reach = ${EMBEDDING_WIDTH}, 8, .2, 8., 8.
depth = width // groups
levels = [level.contiguous() for level in torch.from_numpy(x).split([int(d) for d in dimensions], 1)]
members = torch.arange(len(x)).reshape(-1, classes).T.contiguous()
shapes = [*((level.shape[1], width) for level in levels), (width,), (width, depth), (depth, depth), (depth, depth), (groups, depth), (1,)]
parts = torch.from_numpy(probed[0]).split([torch.Size(shape).numel() for shape in shapes])
parameters = [part.reshape(shape).clone().requires_grad_() for part, shape in zip(parts, shapes)]
*laterals, bias, query, key, value, place, gate = parameters
def embed(inputs, dropout):
    fused = bias
    for level, lateral in zip(inputs, laterals):
        fused = torch.addmm(fused, torch.nn.functional.dropout(level, dropout), lateral)
    tokens = fused.reshape(-1, depth)
    keys = (tokens @ key).reshape(-1, groups, depth) + place
    shares = torch.softmax((keys * (fused @ query)[:, None]).sum(2) / depth ** .5, 1)
    attended = (tokens @ value).reshape(-1, groups, depth) * (shares[:, :, None] * groups)
    return torch.nn.functional.normalize(fused + attended.reshape(-1, width) * gate)
def masks(labels):
    same = labels[:, None] == labels[None]
    far = torch.where(same & ~torch.eye(len(labels), dtype=torch.bool), 0., out_of_reach)
    return far, torch.where(same, out_of_reach, 0.)
def root(squared):
    return torch.sqrt(torch.relu(squared) + 1e-6)
def loss_of(embeddings, far, near):
    squared = 2 - 2 * embeddings @ embeddings.T
    gap = root((squared - far).amax(1)) - root((squared + near).amin(1))
    return torch.nn.functional.softplus(sharpness * (gap + margin)).mean() / sharpness
few = torch.arange(classes * per_class)
loss = loss_of(embed([level[few] for level in levels], 0.), *masks(few % classes))
lengths = [gradient.norm() for gradient in torch.autograd.grad(loss, parameters)]
told = {"parameters": sum(p.numel() for p in parameters), "loss": loss.item(), "gradient": torch.stack(lengths).norm().item()}
with torch.no_grad():
    gate.zero_()
first = [p.detach().clone() for p in parameters]
optimiser = torch.optim.Adam(parameters, lr=rate, fused=True)
batch_masks = masks(torch.arange(classes).repeat_interleave(per_class))
def step():
    picked = torch.rand(members.shape).argsort(1)[:, :per_class]
    rows = members.gather(1, picked).reshape(-1)
    loss = loss_of(embed([level[rows] for level in levels], dropout), *batch_masks)
    optimiser.zero_grad()
    loss.backward()
    optimiser.step()
    with torch.no_grad():
        torch._foreach_lerp_(parameters, first, rate * decay)
def go_through(share):
    for _ in range(int(share * steps)):
        step()
`

/** Its first pass throws an Error where it does not compute what ours computes. */
export function pyTorchHead({ levels, inputs, classes, steps, perClass }: HeadProblem, probe: Probe): Rival {
  const { rate, decay, dropout } = DEFAULT_SETTINGS
  const dimensions = levels.map((level) => level.dimensions)
  const { parameters } = probe
  const matrices = {
    x: sideBySide(inputs),
    probed: matrix(1, parameters.length, parameters),
  }
  const values = [classes, steps, perClass, rate, decay, dropout, ...dimensions]
  return pyTorchRival({ source: PYTORCH, matrices, values }, (told) => {
    requireSameSize('PyTorch', told.parameters, parameters.length)
    requireSame('loss', told.loss, probe.loss)
    requireSame('gradient', told.gradient, probe.gradient)
  })
}

function requireSame(name: string, theirs: number, ours: number): void {
  if (Math.abs(theirs - ours) <= TOLERANCE * Math.max(1, Math.abs(ours))) return
  throw new Error(`PyTorch computes another ${name}: ${theirs}, and ours is ${ours}.`)
}
