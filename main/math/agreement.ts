/** @file How far two people who sorted the same photos agree. */

/** Of the photos that both gave a class. */
export interface Agreement {
  /** Photos with a class by both. */
  readonly both: number
  /** Those of them with the same one. */
  readonly same: number
  /** At most 1; 0 is what chance gives. Null where it is not defined: no photo, or all in one class by both. */
  readonly kappa: number | null
}

/**
 * Cohen's kappa, (p_o - p_e) / (1 - p_e): p_o is the share on which both agree, p_e the share on which they would by chance, each
 * giving classes as often as it did (J. Cohen, "A coefficient of agreement for nominal scales", 1960).
 */
export function agreementOf<Key>(one: ReadonlyMap<Key, string>, other: ReadonlyMap<Key, string>): Agreement {
  const [inOne, inOther] = [new Map<string, number>(), new Map<string, number>()]
  let both = 0
  let same = 0
  for (const [key, name] of one) {
    const theirs = other.get(key)
    if (theirs === undefined) continue
    both += 1
    if (theirs === name) same += 1
    inOne.set(name, (inOne.get(name) ?? 0) + 1)
    inOther.set(theirs, (inOther.get(theirs) ?? 0) + 1)
  }
  let chance = 0
  for (const [name, times] of inOne) chance += (times / both) * ((inOther.get(name) ?? 0) / both)
  return { both, same, kappa: both === 0 || chance === 1 ? null : (same / both - chance) / (1 - chance) }
}
