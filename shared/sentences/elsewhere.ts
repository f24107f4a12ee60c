/** @file Photos whose originals are elsewhere, and the results of another engine that bring them. */
export const elsewhereSentences = {
  'elsewhere-not-indexed':
    '{uri} is not on this machine, so it cannot be read. Import what another engine has made of its photos (import FILE.parquet).',
  'results-relative': '{file} is no whole path.',
  'results-none': 'There is no Parquet file in {folder}.',
  'results-not-ours':
    '{file} holds no results for Twinsort: it lacks what the Ray job of an export writes into each file (metadata with the key "twinsort").',
  'results-newer': '{file} was written for a newer Twinsort. Update this one.',
  'results-thread-lost': '{file} cannot be read: it is damaged, or larger than the memory.',
  'results-other-backbone':
    '{file} has features of {theirs}, and this library compares its photos by {ours}. Import the file into another library, or run the job with the network of this one.',
  'results-other-crops':
    '{file} and this library compare photos by other parts of each: one of both by the middle, the other by several parts. Import the file into another library.',
  'results-own-backbone':
    '{file} has features of {backbone}, which Twinsort does not ship. Import the file into a library that compares its photos by that network.',
  'result-wrong-types': 'Its row holds other kinds of values than results for Twinsort do.',
  'result-no-uri': 'It has no address with a scheme, such as s3://bucket/photo.jpg.',
  'result-no-hash': 'It has no content hash: 64 hexadecimal digits in lower case.',
  'result-no-size': 'It has no width and height.',
  'result-no-features': 'It has no features that fit the network.',
  'result-no-thumbnail': 'It has no thumbnail, so nobody could look at it. Run the job with thumbnails.',
  'thumbnail-foreign': 'Its thumbnail is no upright JPEG of at most {side} pixels a side.',
  'thumbnail-damaged': 'Its thumbnail is damaged.',
  'notice-second-lacks':
    '1 photo has no features of {backbone}: the first network alone compares photos now. | {count} photos have no features of {backbone}: the first network alone compares photos now.',
  'job-results-added': '1 photo that is elsewhere was added. | {count} photos that are elsewhere were added.',
  'job-results-updated':
    '1 photo that is elsewhere was updated. | {count} photos that are elsewhere were updated.',
} as const
