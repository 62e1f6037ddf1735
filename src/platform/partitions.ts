import type { Statement } from './database.ts'

/** Runs a statement as the owner of the tables. */
type Query = (statement: Statement) => Promise<unknown>

const MONTHS_AHEAD = 3

/**
 * Makes the monthly partitions of a table that is partitioned by time, this month's and the next ones. What comes
 * without one lands in the default partition, and is read all the same.
 */
export async function keepPartitions(query: Query, table: string, now: Date): Promise<void> {
  for (let ahead = 0; ahead < MONTHS_AHEAD; ahead++) {
    const from = monthOf(now, ahead)
    const name = `${table}_${from.slice(0, 7).replace('-', '_')}`
    const text = `create table if not exists ${name} partition of ${table} for values from ('${from}') to ('${monthOf(now, ahead + 1)}')`
    await query({ text }).catch(error => {
      // The default partition holds rows of that month already; they stay there.
      if (!isOverlap(error)) throw error
    })
  }
}

function monthOf(now: Date, ahead: number): string {
  return new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() + ahead, 1)).toISOString()
}

function isOverlap(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === '23514'
}
