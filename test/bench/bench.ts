/** @file What a benchmark module exports. */

/** Figures by name; null where a reference is not on the machine. */
export type Figures = Record<string, unknown>

/** @param options The words after the benchmark's name: `--photos 500` arrives as { photos: '500' }. */
export type Bench = (options: Readonly<Record<string, string>>) => Promise<Figures>
