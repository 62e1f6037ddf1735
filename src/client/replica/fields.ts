import type { Priority } from '../../model/conversation.ts'
import type { Conversation } from '../wire.ts'

/** What can be compared here as the server compares it. */
export type Scalar = string | number | boolean | null

const NAMES: ReadonlySet<string> = new Set<keyof Conversation>([
  'id',
  'organization_id',
  'contact_id',
  'channel',
  'channel_id',
  'identity_id',
  'status',
  'state',
  'unread_count',
  'assigned_user_id',
  'assigned_team_id',
  'assigned_ai_assistant_id',
  'pipeline_id',
  'pipeline_stage_id',
  'ai_context_cut',
  'ai_auto_assignment_disabled',
  'blocked',
  'priority',
  'snoozed_until',
  'last_interaction_at',
  'waiting_since',
  'window_expires_at',
  'session_id',
  'last_seq',
  'version',
  'created_at',
  'updated_at'
])

const TIMES: ReadonlySet<string> = new Set<keyof Conversation>([
  'ai_context_cut',
  'snoozed_until',
  'last_interaction_at',
  'waiting_since',
  'window_expires_at',
  'created_at',
  'updated_at'
])

// The server sorts by the meaning, not by the letters.
const RANKS: Readonly<Record<Priority, number>> = { low: 0, normal: 1, high: 2, urgent: 3 }

export function isKnown(name: string): boolean {
  return NAMES.has(name)
}

export function isScalar(value: unknown): value is Scalar {
  return value === null || typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
}

/** A field's value in a form in which values of that field can be compared. */
export function comparable(name: string, value: unknown): Scalar | undefined {
  if (!isScalar(value)) return undefined
  return TIMES.has(name) && typeof value === 'string' ? Date.parse(value) : value
}

/** The same for sorting. */
export function sortable(name: string, value: unknown): Scalar | undefined {
  if (name === 'priority' && typeof value === 'string') return Reflect.get(RANKS, value)
  return comparable(name, value)
}
