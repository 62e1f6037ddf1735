import type { BulkActionName } from '../model/bulk-action.ts'
import type { EventType } from '../model/event.ts'
import { mustKnowOwners } from './assign-conversations.ts'
import type { Thread } from './ledger.ts'
import { knownPlace } from './move-conversations.ts'
import { removeConversations } from './remove-conversations.ts'
import { restoreConversations } from './restore-conversations.ts'
import type { ThreadRow } from './rows.ts'
import type { Scope } from './scope.ts'
import { mustKnowTag, tagContacts, untagContacts } from './tag-contacts.ts'
import { giveControl } from './transfer-control.ts'
import { type ConversationChange, updateConversations } from './update-conversations.ts'

/** What is done to each conversation; of a tag, to its contact. */
export interface BulkChange extends ConversationChange {
  readonly tag_id?: number
}

/** What a conversation was before, as far as a verb changes it. */
export interface Before extends Partial<ThreadRow> {
  /** When its contact got the tag. */
  readonly tagged_at?: string
}

/** One of the things that can be done to many conversations, and how it is taken back. */
export interface BulkVerb {
  /** @throws Refusal for what refers to nothing */
  readonly check: (scope: Scope, change: BulkChange) => Promise<unknown>
  /** Does it to conversations under lock, and answers those that it changed. */
  readonly apply: (scope: Scope, threads: readonly Thread[], change: BulkChange) => Promise<readonly Thread[]>
  readonly before: (row: ThreadRow, scope: Scope) => Before
  /** Events after which a conversation is no longer as the verb left it. */
  readonly outdatedBy: readonly EventType[]
  /** Makes conversations what they were, and answers those that are. */
  readonly undo: (
    scope: Scope,
    threads: readonly Thread[],
    before: Before,
    change: BulkChange
  ) => Promise<readonly Thread[]>
}

const ASSIGN: BulkVerb = {
  check: mustKnowOwners,
  apply: update,
  before: row => ({
    assigned_user_id: row.assigned_user_id,
    assigned_team_id: row.assigned_team_id,
    assigned_ai_assistant_id: row.assigned_ai_assistant_id,
    ...holderOf(row)
  }),
  outdatedBy: ['conversation.assigned', 'control.passed', 'control.taken', 'control.released', 'control.lapsed'],
  undo: goBack
}

const UPDATE_STATUS: BulkVerb = {
  check: nothing,
  apply: update,
  before: row => ({ status: row.status, snoozed_until: row.snoozed_until, ...holderOf(row) }),
  outdatedBy: ['conversation.opened', 'conversation.closed'],
  undo: goBack
}

const MARK: BulkVerb = {
  check: nothing,
  apply: update,
  before: ({ unread_count }) => ({ unread_count }),
  outdatedBy: ['conversation.read', 'conversation.marked-unread', 'conversation.blocked', 'message.received'],
  undo: goBack
}

const MOVE: BulkVerb = {
  check: knownPlace,
  apply: update,
  before: ({ pipeline_id, pipeline_stage_id }) => ({ pipeline_id, pipeline_stage_id }),
  outdatedBy: ['conversation.moved'],
  undo: goBack
}

const DELETE: BulkVerb = {
  check: nothing,
  async apply(scope, threads) {
    await removeConversations(scope, threads)
    return threads
  },
  before: () => ({}),
  outdatedBy: ['conversation.restored'],
  undo: restoreConversations
}

const TAG: BulkVerb = {
  check: (scope, { tag_id }) => mustKnowTag(scope, tagOf(tag_id)),
  apply: async (scope, threads, { tag_id }) =>
    withContact(threads, await tagContacts(scope, contactsOf(threads), tagOf(tag_id))),
  before: (_, { now }) => ({ tagged_at: now.toISOString() }),
  outdatedBy: [],
  undo: async (scope, threads, { tagged_at }, { tag_id }) =>
    withContact(threads, await untagContacts(scope, contactsOf(threads), tagOf(tag_id), tagged_at ?? null))
}

const UNTAG: BulkVerb = {
  ...TAG,
  apply: async (scope, threads, { tag_id }) =>
    withContact(threads, await untagContacts(scope, contactsOf(threads), tagOf(tag_id))),
  before: () => ({}),
  undo: (scope, threads, _, change) => TAG.apply(scope, threads, change)
}

export const BULK_VERBS = {
  assign: ASSIGN,
  assign_team: ASSIGN,
  assign_ai_assistant: ASSIGN,
  update_status: UPDATE_STATUS,
  move: MOVE,
  mark_read: MARK,
  mark_unread: MARK,
  tag: TAG,
  untag: UNTAG,
  delete: DELETE
} as const satisfies Record<BulkActionName, BulkVerb>

async function nothing(): Promise<void> {}

async function update(scope: Scope, threads: readonly Thread[], change: BulkChange): Promise<readonly Thread[]> {
  const seqs = new Map(threads.map(thread => [thread, thread.row.last_seq]))
  await updateConversations(scope, threads, change)
  return threads.filter(thread => thread.row.last_seq !== seqs.get(thread))
}

function holderOf({ control_application_id, control_kind }: ThreadRow): Before {
  return { control_application_id, control_kind }
}

/** As a person would who sets every field to what it was; and whoever held control has it again. */
async function goBack(scope: Scope, threads: readonly Thread[], before: Before): Promise<readonly Thread[]> {
  await updateConversations(scope, threads, before)
  const { control_application_id: id, control_kind: kind } = before
  if (id === undefined || kind === undefined) return threads
  for (const thread of threads) {
    if (thread.row.status === 'open')
      giveControl(scope, thread, { to: { id, kind }, type: 'control.passed', reason: 'undone', keepsAssistant: true })
  }
  return threads
}

function tagOf(id: number | undefined): number {
  if (id === undefined) throw new Error('no tag is named')
  return id
}

function contactsOf(threads: readonly Thread[]): number[] {
  return [...new Set(threads.map(({ row }) => row.contact_id))]
}

function withContact(threads: readonly Thread[], contactIds: ReadonlySet<number>): Thread[] {
  return threads.filter(({ row }) => contactIds.has(row.contact_id))
}
