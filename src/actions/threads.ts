import { prepared } from '../platform/set-wise.ts'
import type { Transaction } from '../platform/unit-of-work.ts'
import type { Thread } from './ledger.ts'
import { CONVERSATION_COLUMNS, type ThreadRow } from './rows.ts'

/** A conversation's name in the whole house. */
export interface ThreadKey {
  readonly organization_id: number
  readonly id: number
}

const CONTACT_COLUMNS = ['first_name', 'last_name', 'email', 'phone', 'company_name', 'avatar_url'] as const

/** Columns of a thread: those of `conversations` as `c`, and the contact's beside it from `contacts` as `k`. */
export const THREAD_COLUMNS = [
  ...Object.keys(CONVERSATION_COLUMNS).map(name => `c.${name}`),
  ...CONTACT_COLUMNS.map(name => `k.${name} as contact_${name}`)
].join(', ')

type ContactColumns = Readonly<Record<`contact_${(typeof CONTACT_COLUMNS)[number]}`, string | null>>
export type FlatThread = Omit<ThreadRow, 'contact'> & ContactColumns

/**
 * Gives the flat row of a join its shape. Field by field: what the driver builds from so many columns is a dictionary,
 * and everything that is done to a thread afterwards would look its fields up.
 */
export function threadOf(flat: FlatThread): ThreadRow {
  return {
    organization_id: flat.organization_id,
    id: flat.id,
    contact_id: flat.contact_id,
    channel: flat.channel,
    channel_id: flat.channel_id,
    identity_id: flat.identity_id,
    live_key: flat.live_key,
    status: flat.status,
    state: flat.state,
    unread_count: flat.unread_count,
    assigned_user_id: flat.assigned_user_id,
    assigned_team_id: flat.assigned_team_id,
    assigned_ai_assistant_id: flat.assigned_ai_assistant_id,
    pipeline_id: flat.pipeline_id,
    pipeline_stage_id: flat.pipeline_stage_id,
    ai_context_cut: flat.ai_context_cut,
    ai_auto_assignment_disabled: flat.ai_auto_assignment_disabled,
    ai_auto_assignment_disabled_reason: flat.ai_auto_assignment_disabled_reason,
    blocked: flat.blocked,
    priority: flat.priority,
    snoozed_until: flat.snoozed_until,
    inactive_after: flat.inactive_after,
    close_after: flat.close_after,
    last_interaction_at: flat.last_interaction_at,
    last_message: flat.last_message,
    waiting_since: flat.waiting_since,
    window_expires_at: flat.window_expires_at,
    control_application_id: flat.control_application_id,
    control_kind: flat.control_kind,
    control_epoch: flat.control_epoch,
    control_since: flat.control_since,
    control_lease_expires_at: flat.control_lease_expires_at,
    control_span_id: flat.control_span_id,
    session_id: flat.session_id,
    session_number: flat.session_number,
    last_seq: flat.last_seq,
    version: flat.version,
    created_at: flat.created_at,
    updated_at: flat.updated_at,
    deleted_at: flat.deleted_at,
    contact: {
      id: flat.contact_id,
      first_name: flat.contact_first_name,
      last_name: flat.contact_last_name,
      email: flat.contact_email,
      phone: flat.contact_phone,
      company_name: flat.contact_company_name,
      avatar_url: flat.contact_avatar_url
    }
  }
}

const lockOf = (standing: string): string => `
  select ${THREAD_COLUMNS}
  from unnest($1::bigint[], $2::bigint[]) as w(organization_id, id)
  join conversations c on c.organization_id = w.organization_id and c.id = w.id
  join contacts k on k.organization_id = c.organization_id and k.id = c.contact_id
  where ${standing}
  order by c.organization_id, c.id
  for update of c`

const LOCK = { living: lockOf('c.deleted_at is null'), deleted: lockOf('c.deleted_at is not null') } as const

/** Locks conversations, always in the same order, so that two transactions never wait for each other in a ring. */
export async function lockThreads(
  tx: Transaction,
  keys: readonly ThreadKey[],
  which: keyof typeof LOCK = 'living'
): Promise<Map<number, Thread>> {
  const unique = [...new Map(keys.map(key => [key.id, key])).values()]
  if (unique.length === 0) return new Map()
  const rows = await lock(tx, unique, which)
  // One that was given to another contact while this waited for its lock falls out of the join.
  if (rows.length < unique.length) {
    const locked = new Set(rows.map(row => row.id))
    const missing = unique.filter(key => !locked.has(key.id))
    rows.push(...(await lock(tx, missing, which)))
  }
  return new Map(rows.map(row => [row.id, threadUnderLock(row)]))
}

function lock(tx: Transaction, keys: readonly ThreadKey[], which: keyof typeof LOCK): Promise<FlatThread[]> {
  return tx.query<FlatThread>(prepared(LOCK[which], [keys.map(key => key.organization_id), keys.map(key => key.id)]))
}

export function threadUnderLock(flat: FlatThread): Thread {
  const row = threadOf(flat)
  return { before: row, stored: row, row }
}
