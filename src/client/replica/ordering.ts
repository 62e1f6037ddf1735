import type { ConversationQuery } from '../query.ts'
import type { Conversation } from '../wire.ts'
import { type Scalar, sortable } from './fields.ts'

type Compare = (a: Conversation, b: Conversation) => number
type Direction = 1 | -1

/** The order of a query as the server has it: nulls last both ways, and the id, in the last direction, decides. */
export function orderOf(sort: ConversationQuery['$sort'] = { last_interaction_at: -1 }): Compare {
  const keys = Object.entries(sort).map(([name, direction]): [string, Direction] => [name, direction === 1 ? 1 : -1])
  if (!keys.some(([name]) => name === 'id')) keys.push(['id', keys.at(-1)?.[1] ?? 1])
  return (a, b) => {
    for (const [name, direction] of keys) {
      const difference = inOrder(valueIn(a, name), valueIn(b, name), direction)
      if (difference !== 0) return difference
    }
    return 0
  }
}

function inOrder(a: Scalar, b: Scalar, direction: Direction): number {
  if (a === b) return 0
  if (a === null) return 1
  if (b === null) return -1
  return a < b ? -direction : direction
}

function valueIn(row: Conversation, name: string): Scalar {
  return sortable(name, Reflect.get(row, name)) ?? null
}
