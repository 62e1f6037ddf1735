import type { ThreadRow } from '../../src/client/index.ts'
import { dayOf, type Reader } from '../time/calendar.ts'

/** What stands in a thread, from top to bottom. */
export type Item =
  | { readonly kind: 'begin'; readonly key: 'begin' }
  | { readonly kind: 'day'; readonly key: string; readonly day: string }
  | { readonly kind: 'notice'; readonly key: string; readonly message: ThreadRow }
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

/** Words by the same hand stand together unless so much time lies between them. */
const TOGETHER_MS = 5 * 60_000

/** The rows of a thread with days between them. `isWhole`: nothing is earlier. */
export function timelineOf(rows: readonly ThreadRow[], isWhole: boolean, reader: Reader = {}): readonly Item[] {
  const shown = rows.filter(isShown)
  const items: Item[] = isWhole ? [{ kind: 'begin', key: 'begin' }] : []
  for (const [index, message] of shown.entries()) {
    const [previous, next] = [shown[index - 1], shown[index + 1]]
    const day = dayOf(message.created_at, reader)
    if (!previous || dayOf(previous.created_at, reader) !== day)
      items.push({ kind: 'day', key: `day:${day}:${message.id}`, day })
    if (message.message_type === 'system') items.push({ kind: 'notice', key: keyOf(message), message })
    else {
      const isFirst = !previous || !stayTogether(previous, message, reader)
      const isLast = !next || !stayTogether(message, next, reader)
      items.push({ kind: 'message', key: keyOf(message), message, isFirst, isLast })
    }
  }
  return items
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

function stayTogether(one: ThreadRow, next: ThreadRow, reader: Reader): boolean {
  return (
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
