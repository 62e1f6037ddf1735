/** Chances that a seed repeats. */
export interface Random {
  /** In [0, 1). */
  chance(): number
  /** A whole number below another. */
  below(end: number): number
  /** @throws RangeError where there is nothing to choose from */
  oneOf<Value>(values: readonly Value[]): Value
}

export function randomFrom(seed: number): Random {
  const chance = mulberry32(seed)
  const below = (end: number): number => Math.floor(chance() * end)
  return {
    chance,
    below,
    oneOf(values) {
      const [value] = values.slice(below(values.length))
      if (value === undefined) throw new RangeError('there is nothing to choose from')
      return value
    }
  }
}

/** A small generator of numbers in [0, 1). */
export function mulberry32(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}
