/** Runs the job the bench hands over, reports when its measured time begins and ends, and leaves. */
export function runJob<Job, Result>(work: (job: Job, say: (kind: 'begin' | 'end') => void) => Promise<Result>): void {
  process.on('disconnect', () => process.exit(0))
  process.once('message', (job: Job) => {
    work(job, kind => process.send?.({ kind })).then(
      result => process.send?.({ kind: 'result', result }, () => process.exit(0)),
      (error: unknown) => {
        const message = error instanceof Error ? (error.stack ?? error.message) : String(error)
        process.send?.({ kind: 'failed', message }, () => process.exit(1))
      }
    )
  })
}

/** The value below which a share of the sorted values lies. */
export function quantile(sorted: readonly number[], share: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN
}
