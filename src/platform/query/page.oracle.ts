import type { Comparison, Condition } from './find-query.ts'
import type { SortKey } from './resource.ts'
import type { Scalar } from './value.ts'

/** A book, as the test of pages stores it. */
export type Row = Readonly<Record<string, Scalar>> & { readonly id: number; readonly pages: number | null }

/** What a query means, said once more in JavaScript. */
export function matches(row: Row, conditions: readonly Condition[]): boolean {
  return conditions.every(condition => {
    if ('branches' in condition) {
      const held = condition.branches.map(branch => matches(row, branch))
      return condition.kind === 'any' ? held.includes(true) : !held.includes(false)
    }
    return condition.kind === 'filter' ? isLong(row, condition.value) : compare(row[condition.name] ?? null, condition)
  })
}

function isLong({ pages }: Row, value: unknown): boolean {
  return value === false || (pages !== null && pages >= 3)
}

function compare(stored: Scalar, { name, operator, value }: Comparison): boolean {
  if (Array.isArray(value)) {
    const isIn = value.some((one: Scalar) => same(name, stored, one))
    return operator === '$in' ? isIn : !isIn
  }
  const one = value as Scalar
  if (operator === '$eq') return same(name, stored, one)
  if (operator === '$ne') return !same(name, stored, one)
  if (stored === null || one === null) return false
  const order = sign(comparable(name, stored), comparable(name, one))
  return { $lt: order < 0, $lte: order <= 0, $gt: order > 0, $gte: order >= 0, $in: false, $nin: false }[operator]
}

function same(name: string, a: Scalar, b: Scalar): boolean {
  return comparable(name, a) === comparable(name, b)
}

function comparable(name: string, value: Scalar): Scalar {
  return name.endsWith('_at') && typeof value === 'string' ? Date.parse(value) : value
}

/** Nulls last in both directions; choices by their rank unless they sort as text. */
export function ordered(rows: readonly Row[], sort: readonly SortKey[], ranks: readonly string[]): Row[] {
  const keyOf = (row: Row, name: string): Scalar => {
    const value = row[name] ?? null
    return name === 'shelf' && value !== null ? ranks.indexOf(String(value)) : value
  }
  return rows.toSorted((a, b) => {
    for (const [name, direction] of sort) {
      const [left, right] = [keyOf(a, name), keyOf(b, name)]
      if (left === right) continue
      if (left === null) return 1
      if (right === null) return -1
      return direction === 'asc' ? sign(left, right) : -sign(left, right)
    }
    return 0
  })
}

/** Texts by their bytes, as the collation C has them. */
function sign(a: Scalar, b: Scalar): number {
  if (typeof a === 'string' && typeof b === 'string') return Buffer.compare(Buffer.from(a), Buffer.from(b))
  return Number(a) - Number(b)
}
