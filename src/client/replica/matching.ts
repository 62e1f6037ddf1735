import type { ConversationQuery, Filter } from '../query.ts'
import type { Conversation } from '../wire.ts'
import { comparable, isKnown, type Scalar } from './fields.ts'

type Test = (row: Conversation) => boolean
type Operator = (value: Scalar, operand: Scalar) => boolean

const PAGE_KEYS: ReadonlySet<string> = new Set(['$limit', '$skip', '$sort', '$select', '$cursor'])

/** Comparisons with a value, as SQL has them: what is null is neither less nor greater. */
const OPERATORS: Readonly<Record<string, Operator>> = {
  $ne: (value, operand) => value !== operand,
  $lt: (value, operand) => value !== null && operand !== null && value < operand,
  $lte: (value, operand) => value !== null && operand !== null && value <= operand,
  $gt: (value, operand) => value !== null && operand !== null && value > operand,
  $gte: (value, operand) => value !== null && operand !== null && value >= operand
}

/** Says of a row whether a query finds it; null where only the server can tell. */
export function matcherOf(query: ConversationQuery): Test | null {
  const conditions = Object.fromEntries(Object.entries(query).filter(([name]) => !PAGE_KEYS.has(name)))
  return all(conditions)
}

function all(filter: object): Test | null {
  const tests: Test[] = []
  for (const [name, asked] of Object.entries(filter)) {
    const test = name === '$or' || name === '$and' ? branches(name, asked) : fieldTest(name, asked)
    if (!test) return null
    tests.push(test)
  }
  return row => tests.every(test => test(row))
}

function branches(kind: '$or' | '$and', asked: unknown): Test | null {
  const list: readonly Filter<Conversation>[] = Array.isArray(asked) ? asked : []
  const tests = list.map(all)
  const known = tests.filter(test => test !== null)
  if (list.length === 0 || known.length < tests.length) return null
  return kind === '$or' ? row => known.some(test => test(row)) : row => known.every(test => test(row))
}

function fieldTest(name: string, asked: unknown): Test | null {
  if (!isKnown(name)) return null
  if (typeof asked !== 'object' || asked === null) return compared(name, asked, (value, operand) => value === operand)
  const tests = Object.entries(asked).map(([operator, operand]) => operatorTest(name, operator, operand))
  const known = tests.filter(test => test !== null)
  return known.length === tests.length ? row => known.every(test => test(row)) : null
}

function operatorTest(name: string, operator: string, operand: unknown): Test | null {
  if (operator === '$in' || operator === '$nin') return membership(name, operator, operand)
  const compare = Object.hasOwn(OPERATORS, operator) ? OPERATORS[operator] : undefined
  return compare ? compared(name, operand, compare) : null
}

function membership(name: string, operator: '$in' | '$nin', operand: unknown): Test | null {
  if (!Array.isArray(operand)) return null
  const list = new Set(operand.map(each => comparable(name, each)))
  if (list.has(undefined)) return null
  return row => list.has(valueIn(row, name)) === (operator === '$in')
}

function compared(name: string, operand: unknown, compare: Operator): Test | null {
  const wanted = comparable(name, operand)
  if (wanted === undefined) return null
  return row => compare(valueIn(row, name) ?? null, wanted)
}

function valueIn(row: Conversation, name: string): Scalar | undefined {
  return comparable(name, Reflect.get(row, name))
}
