/** @file Networks in files: those that ship, a person's own, those that another library exported; and what is wrong with one. */
export const networkSentences = {
  'shipped-absent':
    'The backbone {file} cannot be read from {folder}. Installing Twinsort again brings it back.',
  'shipped-damaged':
    'The backbone {file} is damaged: its checksum differs. Installing Twinsort again brings it back.',
  'own-absent': 'The backbone {backbone} is not in the library any more: {file} cannot be read.',
  'own-damaged':
    'The backbone {file} is damaged. Bring it into the library again (index --backbone FILE.onnx).',
  'backbone-fails': 'The backbone {backbone} does not run: {reason}.',
  'named-file-not-read': '{file} cannot be read: {reason}.',
  'named-file-is-folder': '{file} is a folder. Name a file.',
  'named-file-is-special': '{file} is not an ordinary file but a device or a pipe. Name an ordinary file.',
  'named-file-too-large': '{file} is too large: at most {megabytes} MB are read.',

  'export-not-ours': 'This ONNX file was not exported by Twinsort: it says nothing of classes.',
  'export-facts-damaged': 'What this file says of itself is damaged.',
  'export-newer': 'A newer Twinsort ({version}) exported this file.',
  'export-damaged': 'This file is damaged: its checksum differs from what was exported.',

  'no-onnx': 'This is no ONNX model that can be read: {reason}.',
  'onnx-no-graph': 'it holds no graph',
  'onnx-newer': 'its format is newer than what is known here',
  'onnx-sparse': 'it has sparse weights',
  'onnx-no-tensor': '"{name}" is no tensor',
  'onnx-weights-elsewhere': 'its weights lie in another file; export it as one file',
  'onnx-weights-size': 'the weights "{name}" have {bytes} bytes instead of {expected}',
  'onnx-no-message': 'no such message',
  'onnx-ends-early': 'the message ends too early',
  'onnx-number-long': 'a number is too long',

  'network-unfit': 'This network cannot be used: {reason}.',
  'unfit-old': 'it uses operators of version {version}; export it with {oldest} or newer',
  'unfit-inputs': 'it takes {number} inputs ({names}) where a picture is one; export the image part alone',
  'unfit-input': 'its input is {type} {shape}, which is no picture',
  'unfit-colours': 'its input {shape} has no three colours',
  'unfit-not-square': 'its pictures are {width} x {height} and not square',
  'unfit-at-a-time': 'it takes exactly {number} pictures at a time; export it for one, or for any number',
  'unfit-no-features': 'none of its outputs is features ({outputs})',
  'unfit-not-these-features': 'it gives no features "{name}" ({outputs})',
  'unfit-size': 'it takes pictures of {side} pixels a side, not {size}',
  'unfit-cut': 'pictures of {resize} pixels cannot be cut to {size}',
  'unfit-operators': 'The networks need different versions of the operators of {domain}.',

  'network-fails': 'This network does not run: {reason}.',
  'fails-shape': 'it gives {shape} for one picture',
  'fails-not-finite': 'it gives numbers that are not finite',
  'fails-endless': 'it did not finish within {seconds} seconds',
  'fails-memory': 'it took more than {gigabytes} GB of memory',
  'fails-lost': 'it has ended ({how})',
  'fails-answer': 'its answer is not that of a network',
} as const
