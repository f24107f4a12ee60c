/** @file What a benchmark module exports. */

/** Figures by name; null where a reference is not on the machine. */
export type Figures = Record<string, unknown>

/**
 * @param options `--photos 500` arrives as { photos: '500' }.
 * @param words What else was written after the benchmark's name, e.g. folders.
 * @throws AppError for what the caller can mend; only its message is shown.
 */
export type Bench = (options: Readonly<Record<string, string>>, words: readonly string[]) => Promise<Figures>
