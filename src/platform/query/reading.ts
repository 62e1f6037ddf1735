import type { Complaints } from './complaint.ts'
import type { AnyResource } from './resource.ts'
import type { Source } from './value.ts'

/** A query being read, and what has been found out on the way. */
export interface Reading {
  readonly resource: AnyResource
  readonly source: Source
  readonly complaints: Complaints
  /** How many comparisons it has so far. */
  conditions: number
}
