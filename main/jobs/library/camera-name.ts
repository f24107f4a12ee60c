/** @file What a camera is called. */

/** "Canon EOS 5D", "NIKON D90": many makers put the first word of their name into the model's as well. */
export function cameraName(make: string | null, model: string | null): string | null {
  if (make === null || model === null) return model ?? make
  const [maker] = make.toLowerCase().split(' ')
  return model.toLowerCase().startsWith(maker) ? model : `${make} ${model}`
}
