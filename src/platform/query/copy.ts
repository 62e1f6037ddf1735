import { type Complaints, pathTo } from './complaint.ts'
import { isKeyed, type Keyed } from './shape.ts'

const DEEPEST_DATA = 20
const MOST_NODES = 10_000

// PostgreSQL stores neither, in text nor in jsonb: NUL, and halves of a surrogate pair.
const UNSTORABLE = /\0|\p{Surrogate}/u
const POISON = new Set(['__proto__', 'constructor', 'prototype'])

interface Copying {
  readonly complaints: Complaints
  nodes: number
}

/**
 * Copies JSON into objects without a prototype, leaving out keys without a value. Complains of what is deeper than 20,
 * has more than 10,000 values, is no JSON, or cannot be stored as text.
 */
export function copyJson(value: unknown, complaints: Complaints): unknown {
  return copy({ complaints, nodes: 0 }, value, '', 0)
}

function copy(copying: Copying, value: unknown, path: string, depth: number): unknown {
  const { complaints } = copying
  if (complaints.areEnough) return undefined
  if (++copying.nodes > MOST_NODES) return complaints.add(path, `is one of more than ${MOST_NODES} values`)
  if (typeof value === 'string')
    return UNSTORABLE.test(value) ? complaints.add(path, 'has unstorable characters') : value
  if (value === null || typeof value === 'boolean' || Number.isFinite(value)) return value
  if (depth >= DEEPEST_DATA) return complaints.add(path, `is nested more than ${DEEPEST_DATA} deep`)
  if (Array.isArray(value)) return value.map((item, index) => copy(copying, item, pathTo(path, index), depth + 1))
  if (isKeyed(value)) return copyKeyed(copying, value, path, depth)
  return complaints.add(path, 'is no JSON')
}

function copyKeyed(copying: Copying, value: Keyed, path: string, depth: number): Keyed {
  const copied: Record<string, unknown> = Object.create(null)
  for (const key of Object.keys(value)) {
    if (copying.complaints.areEnough) break
    if (value[key] === undefined) continue
    const place = pathTo(path, key)
    if (POISON.has(key)) copying.complaints.add(place, 'is no known field')
    else if (UNSTORABLE.test(key)) copying.complaints.add(place, 'has unstorable characters')
    else copied[key] = copy(copying, value[key], place, depth + 1)
  }
  return copied
}
