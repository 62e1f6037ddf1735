import type { Role } from './actor.ts'

/** What can be done to many conversations at once, and the least role that may. */
export const BULK_ACTIONS = {
  assign: 'agent',
  assign_team: 'agent',
  assign_ai_assistant: 'agent',
  update_status: 'agent',
  move: 'agent',
  mark_read: 'agent',
  mark_unread: 'agent',
  tag: 'agent',
  untag: 'agent',
  delete: 'admin'
} as const satisfies Record<string, Role>

export type BulkActionName = keyof typeof BULK_ACTIONS

export const BULK_ACTION_NAMES = Object.keys(BULK_ACTIONS) as readonly BulkActionName[]

export const BULK_ACTION_STATUSES = ['running', 'done', 'canceled', 'failed'] as const
export type BulkActionStatus = (typeof BULK_ACTION_STATUSES)[number]

/** So many conversations are changed in one transaction: more would hold up whoever follows the log. */
export const CHUNK_SIZE = 500
/** Up to so many are waited for; more go on in the background. */
export const MOST_WAITED_FOR = 1_000
/** So many ids may be named. */
export const MOST_NAMED = 10_000
/** So many failures are shown one by one; all are counted. */
export const MOST_FAILURES_SHOWN = 1_000
