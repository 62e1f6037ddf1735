import { pathTo } from './complaint.ts'
import { DEFAULT_LIMIT, MOST_ROWS, MOST_SKIPPED } from './find-query.ts'
import type { Reading } from './reading.ts'
import { type Direction, ownField, type SortKey, selectable, totalOrder } from './resource.ts'
import { isKeyed, listIn } from './shape.ts'
import type { Source } from './value.ts'

/** 25 unless said; more than 50 is 50. */
export function readLimit(reading: Reading, raw: unknown): number {
  if (raw === undefined) return DEFAULT_LIMIT
  const limit = countIn(raw, reading.source)
  if (limit === undefined) reading.complaints.add('$limit', 'must be an integer from 0')
  return Math.min(limit ?? 0, MOST_ROWS)
}

export function readSkip(reading: Reading, raw: unknown): number {
  if (raw === undefined) return 0
  const skip = countIn(raw, reading.source)
  if (skip !== undefined && skip <= MOST_SKIPPED) return skip
  reading.complaints.add('$skip', `must be an integer from 0 to ${MOST_SKIPPED}; go on with $cursor`)
  return 0
}

function countIn(raw: unknown, source: Source): number | undefined {
  if (source === 'rest') return typeof raw === 'string' && /^(?:0|[1-9]\d{0,15})$/.test(raw) ? Number(raw) : undefined
  return typeof raw === 'number' && Number.isInteger(raw) && raw >= 0 ? raw : undefined
}

const DIRECTIONS: Readonly<Record<Source, ReadonlyMap<unknown, Direction>>> = {
  rest: new Map([
    ['1', 'asc'],
    ['-1', 'desc']
  ]),
  socket: new Map([
    [1, 'asc'],
    [-1, 'desc']
  ])
}

/** The order asked for, or the resource's own, completed by the id in the direction of the last key. */
export function readSort(reading: Reading, raw: unknown): readonly SortKey[] {
  const { resource } = reading
  if (raw === undefined) return resource.defaultSort
  if (!isKeyed(raw)) {
    reading.complaints.add('$sort', 'must be an object like { created_at: -1 }')
    return resource.defaultSort
  }
  const keys: SortKey[] = []
  for (const name of Object.keys(raw)) {
    const direction = DIRECTIONS[reading.source].get(raw[name])
    if (!ownField(resource, name)?.sortable) reading.complaints.add(pathTo('$sort', name), 'cannot be sorted by')
    else if (direction) keys.push([name, direction])
    else reading.complaints.add(pathTo('$sort', name), 'must be 1 or -1')
    if (reading.complaints.areEnough) break
  }
  return keys.length > 0 ? totalOrder(keys, resource.idField) : resource.defaultSort
}

/** The fields to show, in the resource's order; the id is always among them. */
export function readSelect(reading: Reading, raw: unknown): readonly string[] {
  const known = selectable(reading.resource)
  if (raw === undefined) return known
  const list = listIn(raw, reading.source)
  if (!list || list.length === 0 || list.length > known.length) {
    reading.complaints.add('$select', `must be a list of 1 to ${known.length} fields`)
    return known
  }
  const chosen = new Set<unknown>(list).add(reading.resource.idField)
  for (const [index, name] of list.entries()) {
    if (typeof name !== 'string' || !known.includes(name)) {
      reading.complaints.add(pathTo('$select', index), 'is no field of these rows')
    }
  }
  return known.filter(name => chosen.has(name))
}
