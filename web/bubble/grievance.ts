import type { ThreadRow } from '../../src/client/index.ts'
import type { Words } from '../words/english.ts'

/** What went wrong with an answer, in words. */
export interface Grievance {
  readonly what: string
  readonly next: string
  /** It may have arrived all the same. */
  readonly isDoubt: boolean
}

/** Refused by our server: its own words. Failed at the provider: ours, by its class. In doubt: said as it is. */
export function grievanceOf(row: ThreadRow, { failures, unknownFailure, doubt }: Words): Grievance | null {
  if (row.local?.state === 'failed')
    return { what: row.local.error?.message ?? unknownFailure.what, next: '', isDoubt: false }
  if (row.status === 'unknown') return { ...doubt, isDoubt: true }
  if (row.status !== 'failed') return null
  const known = row.error && Object.hasOwn(failures, row.error.code) ? failures[row.error.code] : undefined
  return {
    ...(known ?? { what: row.error?.message || unknownFailure.what, next: unknownFailure.next }),
    isDoubt: false
  }
}
