import { isMember, stampOf } from '../model/actor.ts'
import type { ConversationStatus, Priority } from '../model/conversation.ts'
import { Refusal } from '../model/errors.ts'
import { accessConversation } from './access.ts'
import { type Assignment, assignConversations } from './assign-conversations.ts'
import { blockConversations } from './block-conversations.ts'
import { closeConversations } from './close-conversations.ts'
import type { Thread } from './ledger.ts'
import { type Move, moveConversations } from './move-conversations.ts'
import { mustBePatient } from './patience.ts'
import { moveHorizon } from './read-horizon.ts'
import { record } from './record.ts'
import { reopenConversation } from './reopen-conversations.ts'
import type { ThreadRow } from './rows.ts'
import type { Scope } from './scope.ts'
import { type Assistance, setAssistance } from './set-assistance.ts'
import { showRead } from './show-read.ts'

/** Fields left out stay as they are. */
export interface ConversationChange extends Assignment, Move, Assistance {
  readonly status?: ConversationStatus
  /** 0: read by everybody; 1: flagged as unread. */
  readonly unread_count?: number
  readonly priority?: Priority
  readonly snoozed_until?: string | null
  /** ISO 8601 durations; null: as long as the team or the organization says. */
  readonly inactive_after?: string | null
  readonly close_after?: string | null
  readonly blocked?: boolean
}

/**
 * Changes a conversation as a person does. A member who says that it is read has read it to the end.
 * @throws Refusal `not_found`, `stale_version`, `unknown_reference`, `bad_data`
 */
export async function updateConversation(
  scope: Scope,
  id: number,
  change: ConversationChange,
  version: number | null
): Promise<ThreadRow> {
  const thread = await accessConversation(scope, id, 'change')
  if (version !== null && version !== thread.row.version) throw new Refusal('stale_version')
  if (change.unread_count === 0 && isMember(scope.actor)) {
    await moveHorizon(scope, scope.actor, thread, thread.row.last_seq)
  }
  await updateConversations(scope, [thread], change)
  return thread.row
}

/**
 * Changes conversations under lock, all in the same way: each change is a fact of its own, and all of them count as one
 * version. What has to be asked or written is asked and written once for all.
 * @throws Refusal `unknown_reference`, `bad_data`
 */
export async function updateConversations(
  scope: Scope,
  threads: readonly Thread[],
  change: ConversationChange
): Promise<void> {
  const seqs = threads.map(({ row }) => row.last_seq)
  if (ASSIGNS.some(name => change[name] !== undefined)) await assignConversations(scope, threads, change)
  if (MOVES.some(name => change[name] !== undefined)) await moveConversations(scope, threads, change)
  if (change.blocked !== undefined) await blockConversations(scope, threads, change.blocked)
  if (change.status === 'closed') await closeConversations(scope, threads, 'user')
  if (change.status === 'open') reopenConversations(scope, threads)
  if (change.unread_count !== undefined) await markRead(scope, threads, change.unread_count)
  mustBePatient(change)
  for (const thread of threads) {
    if (change.priority !== undefined) prioritize(scope, thread, change.priority)
    if (change.snoozed_until !== undefined) snooze(scope, thread, change.snoozed_until)
    setPatience(scope, thread, change)
    setAssistance(scope, thread, change)
  }
  for (const [index, thread] of threads.entries()) {
    if (thread.row.last_seq !== seqs[index]) thread.row = { ...thread.row, version: thread.row.version + 1 }
  }
}

const ASSIGNS = ['assigned_user_id', 'assigned_team_id', 'assigned_ai_assistant_id'] as const
const MOVES = ['pipeline_id', 'pipeline_stage_id'] as const

function reopenConversations(scope: Scope, threads: readonly Thread[]): void {
  const by = stampOf(scope.actor)
  for (const thread of threads) if (thread.row.status === 'closed') reopenConversation(scope, thread, by)
}

async function markRead(scope: Scope, threads: readonly Thread[], unread: number): Promise<void> {
  const others = threads.filter(({ row }) => row.unread_count !== unread)
  if (unread === 0) await showRead(scope, others)
  for (const thread of others) {
    record(scope, thread, {
      type: unread === 0 ? 'conversation.read' : 'conversation.marked-unread',
      data: { unread_count: unread, seq: thread.row.last_seq },
      patch: { unread_count: unread }
    })
  }
}

function prioritize(scope: Scope, thread: Thread, priority: Priority): void {
  if (thread.row.priority === priority) return
  record(scope, thread, { type: 'conversation.prioritized', data: { priority }, patch: { priority } })
}

function snooze(scope: Scope, thread: Thread, until: string | null): void {
  if (thread.row.snoozed_until === until) return
  record(scope, thread, {
    type: 'conversation.snoozed',
    data: { snoozed_until: until },
    patch: { snoozed_until: until }
  })
}

function setPatience(scope: Scope, thread: Thread, change: ConversationChange): void {
  const { inactive_after = thread.row.inactive_after, close_after = thread.row.close_after } = change
  const after = { inactive_after, close_after }
  const fields = (['inactive_after', 'close_after'] as const).filter(name => thread.row[name] !== after[name])
  if (fields.length > 0) record(scope, thread, { type: 'conversation.updated', data: { fields }, patch: after })
}
