/** Chance that can be repeated: the same seed gives the same run. */
export interface Random {
  readonly seed: number
  /** 0 ≤ x < 1. */
  next(): number
  /** 0 … below − 1. */
  below(limit: number): number
  bytes(count: number): Buffer
  digits(count: number): string
  shuffled<T>(list: readonly T[]): T[]
}

/** Mulberry32: 32 bits of state are enough for mishaps. Nothing secret is made of it. */
export function createRandom(seed: number): Random {
  let state = seed >>> 0

  function next(): number {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
  const below = (limit: number): number => Math.floor(next() * limit)

  return {
    seed,
    next,
    below,
    bytes: count => Buffer.from(Array.from({ length: count }, () => below(256))),
    digits: count => Array.from({ length: count }, () => below(10)).join(''),
    shuffled(list) {
      const left = [...list]
      return list.flatMap(() => left.splice(below(left.length), 1))
    }
  }
}
