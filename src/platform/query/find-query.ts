import type { Operator } from './field.ts'
import type { SortKey } from './resource.ts'
import type { Scalar, Value } from './value.ts'

export const DEFAULT_LIMIT = 25
export const MOST_ROWS = 50
export const MOST_SKIPPED = 10_000
export const MOST_VALUES = 100
export const MOST_BRANCHES = 20
export const DEEPEST = 3
/** Over a whole query, so that branches of branches stay cheap. A JSON Schema cannot say this. */
export const MOST_CONDITIONS = 100

/** A query that has been read: every name known, every value of its field's type. */
export interface FindQuery {
  /** 0..50; 0 asks for the exact total alone. */
  readonly limit: number
  readonly skip: number
  /** Ends with the id, so that the order is total. */
  readonly sort: readonly SortKey[]
  /** Fields of the rows, in the order of the resource, the id among them. */
  readonly select: readonly string[]
  readonly where: readonly Condition[]
  /** Sort values of the row after which the page begins. */
  readonly after?: readonly Scalar[]
}

export type Condition = Comparison | Branches

export interface Comparison {
  readonly kind: 'field' | 'filter'
  readonly name: string
  readonly operator: Operator
  readonly value: Value
}

/** `any`: one of the branches holds; `all`: every one. */
export interface Branches {
  readonly kind: 'any' | 'all'
  readonly branches: readonly (readonly Condition[])[]
}

/** The values that conditions of this name ask for, however deep they stand. */
export function conditionsOf(name: string, where: readonly Condition[]): Value[] {
  return where.flatMap(condition => {
    if ('branches' in condition) return condition.branches.flatMap(branch => conditionsOf(name, branch))
    return condition.name === name ? [condition.value] : []
  })
}
