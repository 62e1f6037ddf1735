import type { Spent } from './drive.ts'

/** What one measured stretch came to. CPU in µs per operation: a message, a request, a delivery. */
export interface Sample {
  readonly perSecond: number
  readonly p50: number
  readonly p99: number
  readonly server: number
  readonly postgres: number
  readonly driver: number
}

export function sampleOf(
  measured: { readonly seconds: number; readonly p50: number; readonly p99: number; readonly spent: Spent },
  operations: number
): Sample {
  const { seconds, p50, p99, spent } = measured
  return {
    perSecond: operations / seconds,
    p50,
    p99,
    server: spent.server / operations,
    postgres: spent.postgres / operations,
    driver: spent.driver / operations
  }
}

/** Field by field: the machine's moods of one round do not decide. */
export function medianSample(samples: readonly Sample[]): Sample {
  const of = (field: keyof Sample): number => median(samples.map(sample => sample[field]))
  return {
    perSecond: of('perSecond'),
    p50: of('p50'),
    p99: of('p99'),
    server: of('server'),
    postgres: of('postgres'),
    driver: of('driver')
  }
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((one, other) => one - other)
  const middle = sorted.length / 2
  const upper = sorted[Math.floor(middle)] ?? Number.NaN
  return Number.isInteger(middle) ? ((sorted[middle - 1] ?? upper) + upper) / 2 : upper
}
