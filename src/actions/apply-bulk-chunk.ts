import { Refusal } from '../model/errors.ts'
import { maySee } from '../model/policy.ts'
import { accessConversations } from './access.ts'
import { type BulkActionRow, type BulkFailure, type BulkKey, recordBulkAction } from './bulk-action-row.ts'
import { type BulkChunk, type BulkNote, type BulkOutcome, settleChunk, takeChunk } from './bulk-chunk.ts'
import { type Before, BULK_VERBS, type BulkVerb } from './bulk-verbs.ts'
import { changedSince } from './changed-since.ts'
import type { Thread } from './ledger.ts'
import type { Scope } from './scope.ts'
import { lockThreads } from './threads.ts'

/**
 * Does to a chunk of conversations what its bulk action says, under the same rules as one of them, and keeps what they
 * were; or takes it back. `tells`: whoever listens hears how far it is, beyond its end.
 * @throws Refusal where none of them can be changed so; BulkActionOver
 */
export async function applyBulkChunk(
  scope: Scope,
  key: BulkKey,
  chunk: BulkChunk,
  tells: boolean
): Promise<BulkActionRow> {
  const outcome = await (chunk.undoes_id === null ? apply(scope, chunk) : undo(scope, chunk))
  // Before the action's row, at which its other chunks wait.
  await scope.ledger.write(scope.tx)
  return settle(scope, key, chunk, outcome, tells)
}

/** Gives a chunk up, for one reason, unless somebody else has come to it. */
export async function failBulkChunk(scope: Scope, key: BulkKey, number: number, reason: string): Promise<void> {
  const chunk = await takeChunk(scope, key, number)
  if (!chunk) return
  const failures = chunk.conversation_ids.map(conversation_id => ({ conversation_id, reason }))
  await settle(scope, key, chunk, { befores: [], failures }, false)
}

async function settle(
  scope: Scope,
  key: BulkKey,
  chunk: BulkChunk,
  outcome: BulkOutcome,
  tells: boolean
): Promise<BulkActionRow> {
  const row = await settleChunk(scope, key, chunk, outcome)
  if (row.status === 'done') recordBulkAction(scope, 'bulk-action.finished', row)
  else if (tells) recordBulkAction(scope, 'bulk-action.progressed', row)
  return row
}

async function apply(scope: Scope, { action, change, conversation_ids }: BulkChunk): Promise<BulkOutcome> {
  const verb: BulkVerb = BULK_VERBS[action]
  const threads = await accessConversations(scope, conversation_ids)
  const befores = new Map(threads.map(thread => [thread, verb.before(thread.row, scope)]))
  const changed = await verb.apply(scope, threads, change)
  return { befores: alike(changed, befores), failures: missing(conversation_ids, threads, 'not_found') }
}

/** Those that were alike together, so that they can go back together. */
function alike(threads: readonly Thread[], befores: ReadonlyMap<Thread, Before>): BulkNote[] {
  const notes = new Map<string, { before: Before; ids: number[]; seqs: number[] }>()
  for (const thread of threads) {
    const before = befores.get(thread) ?? {}
    const key = JSON.stringify(before)
    const note = notes.get(key) ?? { before, ids: [], seqs: [] }
    notes.set(key, note)
    note.ids.push(thread.row.id)
    note.seqs.push(thread.row.last_seq)
  }
  return [...notes.values()]
}

async function undo(scope: Scope, chunk: BulkChunk): Promise<BulkOutcome> {
  const { action, conversation_ids, befores } = chunk
  const verb: BulkVerb = BULK_VERBS[action]
  const notes = (befores ?? []).map(note => only(note, new Set(conversation_ids)))
  const threads = await threadsToUndo(scope, chunk, notes)
  const changed = await changedSince(scope, notes, verb.outdatedBy)
  const failures: BulkFailure[] = [
    ...missing(conversation_ids, [...threads.values()], 'not_found'),
    ...[...changed].map(conversation_id => ({ conversation_id, reason: 'stale_version' }))
  ]
  for (const note of notes) {
    const unchanged = note.ids.flatMap(id => (changed.has(id) ? [] : (threads.get(id) ?? [])))
    failures.push(...(await undoNote(scope, verb, chunk, unchanged, note.before)))
  }
  return { befores: [], failures }
}

/** Those who could see it before may make it what it was, though they do not see it now. */
async function threadsToUndo(
  scope: Scope,
  { action, conversation_ids }: BulkChunk,
  notes: readonly BulkNote[]
): Promise<Map<number, Thread>> {
  const { organization_id } = scope.actor
  const keys = conversation_ids.map(id => ({ organization_id, id }))
  const threads = await lockThreads(scope.tx, keys, action === 'delete' ? 'deleted' : 'living')
  const befores = new Map(notes.flatMap(({ ids, before }) => ids.map(id => [id, before] as const)))
  return new Map(
    [...threads].filter(
      ([id, { row }]) => maySee(scope.actor, row) || maySee(scope.actor, { ...row, ...befores.get(id) })
    )
  )
}

async function undoNote(
  scope: Scope,
  verb: BulkVerb,
  { change }: BulkChunk,
  threads: readonly Thread[],
  before: Before
): Promise<BulkFailure[]> {
  try {
    const undone = await verb.undo(scope, threads, before, change)
    const ids = threads.map(({ row }) => row.id)
    return missing(ids, undone, 'stale_version')
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    return threads.map(({ row }) => ({ conversation_id: row.id, reason: error.reason }))
  }
}

function only({ before, ids, seqs }: BulkNote, wanted: ReadonlySet<number>): BulkNote {
  const kept = ids.flatMap((id, index) => (wanted.has(id) ? [{ id, seq: seqs[index] ?? 0 }] : []))
  return { before, ids: kept.map(({ id }) => id), seqs: kept.map(({ seq }) => seq) }
}

function missing(ids: readonly number[], threads: readonly Thread[], reason: string): BulkFailure[] {
  const there = new Set(threads.map(({ row }) => row.id))
  return ids.flatMap(conversation_id => (there.has(conversation_id) ? [] : [{ conversation_id, reason }]))
}
