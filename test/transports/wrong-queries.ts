import type { Definition } from '../../src/services/define-service.ts'

const OPERATORS = ['$ne', '$in', '$nin', '$lt', '$lte', '$gt', '$gte']
const NOBODY_OFFERS = ['$where', '$regex', '$like', '$exists', '$not', '$expr', '$function', 'toString']
const NO_COLUMN = ['no_such_field', 'constructor', 'page.id', 'id; drop table users', '1', "id'"]

/** Queries of a find that go beyond what its resource offers, each in one way. */
export function* wrongQueries({ fields, filters }: Definition['resource']): Generator<object> {
  for (const name of [...NO_COLUMN, ...NOBODY_OFFERS]) yield { [name]: 1 }
  for (const name of NO_COLUMN) {
    yield { $select: [name] }
    yield { $sort: { [name]: 1 } }
  }
  const asked = { ...fields, ...Object.fromEntries(Object.entries(filters).map(([name, { field }]) => [name, field])) }
  for (const [name, { operators, sortable, selectable }] of Object.entries(asked)) {
    const offered: readonly string[] = operators
    for (const operator of [...OPERATORS, ...NOBODY_OFFERS])
      if (!offered.includes(operator)) yield { [name]: { [operator]: operator.endsWith('in') ? [1] : 1 } }
    if (operators.length === 0) yield { [name]: 1 }
    if (!sortable) yield { $sort: { [name]: 1 } }
    if (!selectable || !Object.hasOwn(fields, name)) yield { $select: [name] }
  }
  // As many as a URL has room for.
  yield { $or: Array.from({ length: 500 }, () => ({ id: 1 })) }
  yield nested(50)
  yield { $sort: 'id' }
  yield { $limit: -1 }
  yield { $skip: { $gt: 0 } }
}

function nested(depth: number): object {
  return depth === 0 ? { id: 1 } : { $or: [nested(depth - 1)] }
}
