import type { ConversationPatch } from '../model/conversation.ts'
import { insertRows, namesOf, type Piece, together, updateRows } from '../platform/set-wise.ts'
import type { Transaction } from '../platform/unit-of-work.ts'
import { type Chapters, createChapters } from './chapters.ts'
import type { EventRow, Fact } from './facts.ts'
import { CONVERSATION_COLUMNS, EVENT_COLUMNS, MESSAGE_COLUMNS, type MessageRow, type ThreadRow } from './rows.ts'
import { timerPieces } from './timer-rows.ts'

/** A conversation under the lock of this transaction, with what has changed since it was locked. */
export interface Thread {
  /** As locked; null when this transaction made it. */
  readonly before: ThreadRow | null
  /** As it stands in the database. */
  stored: ThreadRow
  /** As it will be committed. */
  row: ThreadRow
}

interface Change {
  readonly event: EventRow
  readonly thread?: Thread
  readonly message?: { row: MessageRow; changed: readonly (keyof MessageRow)[] | 'new' }
  readonly row?: Readonly<Record<string, unknown>>
}

/**
 * What a transaction has to write, gathered while the verbs run and written set-wise in one statement at its end:
 * one verb or five hundred messages cost the same number of round trips.
 */
export interface Ledger {
  readonly chapters: Chapters
  add(change: Change): void
  write(tx: Transaction): Promise<void>
  /** Writes what is left, together with COMMIT. */
  close(tx: Transaction): void
  facts(): readonly Fact[]
}

export function createLedger(): Ledger {
  const changes: Change[] = []
  const chapters = createChapters()
  let written = 0

  function take(): readonly Change[] {
    const fresh = changes.slice(written)
    written = changes.length
    return fresh
  }

  const piecesOfAll = (fresh: readonly Change[]): Piece[] => [...piecesOf(fresh), ...chapters.take()]

  return {
    chapters,
    add: change => void changes.push(change),
    async write(tx) {
      const fresh = take()
      if (fresh.length === 0) return
      await tx.query(together(piecesOfAll(fresh)))
      for (const { thread } of fresh) if (thread) thread.stored = thread.row
    },
    close(tx) {
      const fresh = take()
      if (fresh.length > 0) tx.send(together(piecesOfAll(fresh)))
    },
    facts: () => changes.map(factOf)
  }
}

function piecesOf(changes: readonly Change[]): Piece[] {
  const pieces: Piece[] = [
    insertRows(
      'events',
      EVENT_COLUMNS,
      changes.map(change => change.event)
    )
  ]
  const threads = threadsOf(changes)
  if (threads.length > 0) pieces.push(updateThreads(threads), ...timerPieces(threads))

  const messages = lastOfEach(changes)
  const fresh = messages.filter(message => message.changed === 'new').map(message => message.row)
  if (fresh.length > 0) pieces.push(insertRows('messages', MESSAGE_COLUMNS, fresh))
  const changed = messages.filter(message => message.changed !== 'new')
  if (changed.length > 0) pieces.push(updateMessages(changed))
  return pieces
}

function threadsOf(changes: readonly Change[]): Thread[] {
  const threads = new Set<Thread>()
  for (const { thread } of changes) if (thread) threads.add(thread)
  return [...threads]
}

const KEY = ['organization_id', 'id']
const CONVERSATION_NAMES = namesOf(CONVERSATION_COLUMNS)
const MESSAGE_NAMES = namesOf(MESSAGE_COLUMNS)

function updateThreads(threads: readonly Thread[]): Piece {
  const columns = CONVERSATION_NAMES.filter(name => threads.some(({ stored, row }) => stored[name] !== row[name]))
  return updateRows(
    'conversations',
    CONVERSATION_COLUMNS,
    KEY,
    columns,
    threads.map(thread => thread.row)
  )
}

function updateMessages(messages: readonly NonNullable<Change['message']>[]): Piece {
  const changed = new Set(messages.flatMap(({ changed }) => (changed === 'new' ? [] : changed)))
  return updateRows(
    'messages',
    MESSAGE_COLUMNS,
    KEY,
    MESSAGE_NAMES.filter(name => changed.has(name)),
    messages.map(message => message.row)
  )
}

/** A message that changes twice in one transaction is written once, as it ended. */
function lastOfEach(changes: readonly Change[]): NonNullable<Change['message']>[] {
  const byId = new Map<string, NonNullable<Change['message']>>()
  for (const { message } of changes) {
    if (!message) continue
    const earlier = byId.get(message.row.id)
    byId.set(message.row.id, { row: message.row, changed: merged(earlier?.changed, message.changed) })
  }
  return [...byId.values()]
}

type Changed = readonly (keyof MessageRow)[] | 'new'

function merged(earlier: Changed | undefined, later: Changed): Changed {
  if (earlier === 'new' || later === 'new') return 'new'
  return [...(earlier ?? []), ...later]
}

function factOf({ event, thread, message, row }: Change): Fact {
  return {
    event,
    ...(thread && { thread: { before: thread.before, after: thread.row } }),
    ...(message && { message: message.row }),
    ...(row && { row })
  }
}

/** Changes a thread's row; nothing is written before the ledger is. */
export function amend(thread: Thread, patch: ConversationPatch): void {
  thread.row = { ...thread.row, ...patch }
}
