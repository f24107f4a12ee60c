/** @file Rows of photos that no picture was read for. */
import type { NewPhoto } from '../../../main/store/store.ts'

/** A content hash that is different for every number. */
export function hashOf(number: number): string {
  return number.toString(16).padStart(64, '0')
}

/** @param details instead of those of any photo */
export function newPhoto(contentHash: string, details: Partial<NewPhoto> = {}): NewPhoto {
  return {
    contentHash,
    format: 'jpeg',
    width: 640,
    height: 480,
    takenAt: null,
    cameraMake: null,
    cameraModel: null,
    latitude: null,
    longitude: null,
    perceptualHash: null,
    ...details,
  }
}
