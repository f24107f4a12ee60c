/**
 * @file Other views of the same pictures for a step of training, on the device: a random part of each (at a random scale,
 * half of them mirrored), a little lighter or darker, with more or less contrast and colour.
 */
import type { Random } from '../../math/random.ts'
import type { Rank, Tensor2D, Tensor4D, TensorFlow } from '../../math/tensorflow.ts'

/** The least part of each side that a view shows. */
const LEAST_SIDE = 0.7
/** Largest change of brightness, in pixel values. */
const BRIGHTNESS = 25
/** Contrast and colourfulness are multiplied by at most this much more or less. */
const CONTRAST = 0.25
const COLOUR = 0.35
/** ITU-R BT.601: how bright red, green and blue look. */
const LUMA = [0.299, 0.587, 0.114]

/**
 * One view of each picture. The same numbers from `random` give the same views.
 * @param pixels [n, side * side * 3], 0 .. 255; disposed of by the caller
 * @returns the same shape, 0 .. 255, to be disposed of by the caller
 */
export function augmentPixels(tf: TensorFlow, pixels: Tensor2D, side: number, random: Random): Tensor2D {
  return tf.tidy(() => {
    const [n, numbers] = pixels.shape
    const pictures = tf.reshape<Rank.R4>(pixels, [n, side, side, 3])
    const cropped = tf.image.cropAndResize(
      pictures,
      boxes(tf, n, random),
      tf.range(0, n, 1, 'int32'),
      [side, side],
      'bilinear',
    )
    return tf.reshape(recoloured(tf, cropped, random), [n, numbers])
  })
}

/** [n, 4]: top, left, bottom, right as parts of the whole; left and right change places where the view is mirrored. */
function boxes(tf: TensorFlow, n: number, random: Random): Tensor2D {
  const values = new Float32Array(4 * n)
  for (let i = 0; i < n; i += 1) {
    const [height, width] = [part(random), part(random)]
    const [top, left] = [(1 - height) * random.next(), (1 - width) * random.next()]
    const [near, far] = random.next() < 0.5 ? [left, left + width] : [left + width, left]
    values.set([top, near, top + height, far], 4 * i)
  }
  return tf.tensor2d(values, [n, 4])
}

function part(random: Random): number {
  return LEAST_SIDE + (1 - LEAST_SIDE) * random.next()
}

/** colour * (x - grey) + contrast * (grey - mean grey) + mean grey + brightness, for factors and a shift of each picture. */
function recoloured(tf: TensorFlow, pictures: Tensor4D, random: Random): Tensor4D {
  return tf.tidy(() => {
    const [n] = pictures.shape
    const perPicture = (spread: number, middle: number): Tensor4D => {
      const values = Float32Array.from({ length: n }, () => middle + spread * (2 * random.next() - 1))
      return tf.tensor4d(values, [n, 1, 1, 1])
    }
    const [brightness, contrast, colour] = [
      perPicture(BRIGHTNESS, 0),
      perPicture(CONTRAST, 1),
      perPicture(COLOUR, 1),
    ]
    const grey = tf.sum(tf.mul(pictures, LUMA), 3, true)
    const mean = tf.mean(grey, [1, 2], true)
    const light = tf.add(tf.mul(tf.sub(grey, mean), contrast), tf.add(mean, brightness))
    const colours = tf.mul(tf.sub(pictures, grey), colour)
    return tf.clipByValue<Tensor4D>(tf.add(light, colours), 0, 255)
  })
}
