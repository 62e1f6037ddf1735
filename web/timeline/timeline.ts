import type { ThreadRow } from '../../src/client/index.ts'
import type { LogEvent } from '../../src/client/wire.ts'
import { dayOf, type Reader } from '../time/calendar.ts'

/** What stands in a thread, from top to bottom. */
export type Item =
  | { readonly kind: 'begin'; readonly key: 'begin' }
  | { readonly kind: 'day'; readonly key: string; readonly day: string }
  | { readonly kind: 'notice'; readonly key: string; readonly message: ThreadRow }
  | { readonly kind: 'happening'; readonly key: string; readonly event: LogEvent }
  | MessageItem

export interface MessageItem {
  readonly kind: 'message'
  readonly key: string
  readonly message: ThreadRow
  /** The first of several by the same hand: it names them. */
  readonly isFirst: boolean
  /** The last of several: its corner points at whoever spoke. */
  readonly isLast: boolean
}

interface Told {
  readonly rows: readonly ThreadRow[]
  /** In the order of `seq`. */
  readonly events?: readonly LogEvent[]
  /** Nothing is earlier than the first row. */
  readonly isWhole: boolean
}

/** Words by the same hand stand together unless so much time lies between them. */
const TOGETHER_MS = 5 * 60_000

/** What was said and what happened, in one order, with days between. */
export function timelineOf({ rows, events = [], isWhole }: Told, reader: Reader = {}): readonly Item[] {
  const entries = inOrder(rows.filter(isShown), events, isWhole)
  const items: Item[] = isWhole ? [{ kind: 'begin', key: 'begin' }] : []
  for (const [index, entry] of entries.entries()) {
    const [previous, next] = [entries[index - 1], entries[index + 1]]
    const day = dayOf(entry.created_at, reader)
    if (!previous || dayOf(previous.created_at, reader) !== day)
      items.push({ kind: 'day', key: `day:${day}:${entry.id}`, day })
    if (!isMessage(entry)) items.push({ kind: 'happening', key: entry.id, event: entry })
    else if (entry.message_type === 'system') items.push({ kind: 'notice', key: keyOf(entry), message: entry })
    else {
      const isFirst = !previous || !stayTogether(previous, entry, reader)
      const isLast = !next || !stayTogether(entry, next, reader)
      items.push({ kind: 'message', key: keyOf(entry), message: entry, isFirst, isLast })
    }
  }
  return items
}

type Entry = ThreadRow | LogEvent

function isMessage(entry: Entry): entry is ThreadRow {
  return 'message_type' in entry
}

/** By number; what is on its way to the server has none yet and comes last. What happened before the first row waits for it. */
function inOrder(rows: readonly ThreadRow[], events: readonly LogEvent[], isWhole: boolean): readonly Entry[] {
  const numbered = rows.filter(({ local }) => !local)
  const first = isWhole ? 0 : (numbered[0]?.seq ?? Number.POSITIVE_INFINITY)
  const since = events.filter(({ seq }) => (seq ?? 0) >= first)
  const told = [...numbered, ...since].sort((one, other) => (one.seq ?? 0) - (other.seq ?? 0))
  return [...told, ...rows.filter(({ local }) => local)]
}

/** A reaction shows on its target. One that did not arrive shows itself, so that somebody learns of it. */
function isShown({ message_type, status, deleted_at }: ThreadRow): boolean {
  if (deleted_at !== null) return false
  return message_type !== 'reaction' || status === 'failed' || status === 'unknown'
}

/** An answer keeps its place on the screen when the server gives it its id. */
function keyOf({ id, client_id }: ThreadRow): string {
  return client_id ?? id
}

function stayTogether(one: Entry, next: Entry, reader: Reader): boolean {
  return (
    isMessage(one) &&
    isMessage(next) &&
    one.direction === next.direction &&
    one.message_type !== 'system' &&
    next.message_type !== 'system' &&
    (one.message_type === 'note') === (next.message_type === 'note') &&
    one.sender.type === next.sender.type &&
    one.sender.id === next.sender.id &&
    Date.parse(next.created_at) - Date.parse(one.created_at) < TOGETHER_MS &&
    dayOf(one.created_at, reader) === dayOf(next.created_at, reader)
  )
}

/** Where a message stands among the items; -1: it is not loaded, or not shown. */
export function positionOf(items: readonly Item[], messageId: string): number {
  return items.findIndex(item => item.kind === 'message' && item.message.id === messageId)
}
