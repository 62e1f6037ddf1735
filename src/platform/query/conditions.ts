import { pathTo } from './complaint.ts'
import type { Field, Operator } from './field.ts'
import { type Comparison, type Condition, DEEPEST, MOST_BRANCHES, MOST_CONDITIONS, MOST_VALUES } from './find-query.ts'
import type { Reading } from './reading.ts'
import { filterable } from './resource.ts'
import { isKeyed, type Keyed, listIn } from './shape.ts'
import { readValue, type Scalar, type Value, Wrong } from './value.ts'

const OPERATORS: Readonly<Record<string, Operator>> = {
  $ne: '$ne',
  $in: '$in',
  $nin: '$nin',
  $lt: '$lt',
  $lte: '$lte',
  $gt: '$gt',
  $gte: '$gte'
}

const NOTHING: ReadonlySet<string> = new Set()

/** Reads the conditions of one object. `taken`: keys of the page that stand in the same object at the top. */
export function readConditions(
  reading: Reading,
  raw: Keyed,
  path = '',
  depth = 0,
  taken: ReadonlySet<string> = NOTHING
): Condition[] {
  const conditions: Condition[] = []
  for (const key of Object.keys(raw)) {
    if (reading.complaints.areEnough) break
    if (taken.has(key)) continue
    const place = pathTo(path, key)
    if (key === '$or' || key === '$and') {
      const branches = readBranches(reading, raw[key], place, depth + 1)
      if (branches) conditions.push({ kind: key === '$or' ? 'any' : 'all', branches })
    } else conditions.push(...readField(reading, key, raw[key], place))
  }
  return conditions
}

function readBranches(reading: Reading, raw: unknown, path: string, depth: number): Condition[][] | undefined {
  if (depth > DEEPEST) return reading.complaints.add(path, `is nested more than ${DEEPEST} deep`)
  const list = listIn(raw, reading.source)
  if (list && list.length > 0 && list.length <= MOST_BRANCHES) {
    return list.map((branch, index) => readBranch(reading, branch, pathTo(path, index), depth))
  }
  return reading.complaints.add(path, `must be a list of 1 to ${MOST_BRANCHES} conditions`)
}

function readBranch(reading: Reading, raw: unknown, path: string, depth: number): Condition[] {
  if (isKeyed(raw) && Object.keys(raw).length > 0) return readConditions(reading, raw, path, depth)
  reading.complaints.add(path, 'must be an object with at least one condition')
  return []
}

function readField(reading: Reading, name: string, raw: unknown, path: string): Comparison[] {
  const { resource, complaints } = reading
  const field = filterable(resource, name)
  const comparisons: Comparison[] = []
  if (!field) {
    complaints.add(path, name.startsWith('$') ? 'is no operator here' : 'is no known filter')
    return comparisons
  }
  const asked = operatorsIn(reading, raw, path)
  const kind = Object.hasOwn(resource.fields, name) ? 'field' : 'filter'
  for (const [operator, operand, place] of asked) {
    const value = readOperand(reading, field, operator, operand, place)
    if (value !== undefined) comparisons.push({ kind, name, operator, value })
    if (++reading.conditions > MOST_CONDITIONS)
      complaints.add(place, `is one of more than ${MOST_CONDITIONS} conditions`)
  }
  return comparisons
}

type AskedAt = [operator: Operator, operand: unknown, path: string]

/** A bare value, or operators with an operand each. */
function operatorsIn({ complaints }: Reading, raw: unknown, path: string): AskedAt[] {
  if (!isKeyed(raw)) return [['$eq', raw, path]]
  const asked: AskedAt[] = []
  const keys = Object.keys(raw)
  if (keys.length === 0) complaints.add(path, 'must be a value or have an operator')
  for (const key of keys) {
    if (complaints.areEnough) break
    const operator = Object.hasOwn(OPERATORS, key) ? OPERATORS[key] : undefined
    if (operator) asked.push([operator, raw[key], pathTo(path, key)])
    else complaints.add(pathTo(path, key), 'is no known operator')
  }
  return asked
}

/** Undefined: it was wrong, and said so. */
function readOperand(
  reading: Reading,
  field: Field,
  operator: Operator,
  raw: unknown,
  path: string
): Value | undefined {
  const { complaints } = reading
  if (!field.operators.includes(operator)) {
    return complaints.add(path, operator === '$eq' ? 'needs an operator' : 'is not offered for this field')
  }
  if (operator === '$in' || operator === '$nin') return readList(reading, field, raw, path)
  const value = readOne(reading, field, raw, path)
  if (value === null && operator !== '$eq' && operator !== '$ne')
    return complaints.add(path, 'cannot compare with null')
  return value
}

function readList(reading: Reading, field: Field, raw: unknown, path: string): Scalar[] | undefined {
  const list = listIn(raw, reading.source)
  if (!list || list.length > MOST_VALUES) {
    return reading.complaints.add(path, `must be a list of at most ${MOST_VALUES} values`)
  }
  const values: Scalar[] = []
  for (const [index, item] of list.entries()) {
    const value = readOne(reading, field, item, pathTo(path, index))
    if (value !== undefined) values.push(value)
  }
  return values
}

function readOne(reading: Reading, field: Field, raw: unknown, path: string): Scalar | undefined {
  const value = readValue(field, raw, reading.source)
  if (!(value instanceof Wrong)) return value
  return reading.complaints.add(path, Array.isArray(raw) ? 'must be one value; use $in for several' : value.message)
}
