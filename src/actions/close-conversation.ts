import { stampOf } from '../model/actor.ts'
import { prepared } from '../platform/set-wise.ts'
import type { Thread } from './ledger.ts'
import { record } from './record.ts'
import type { Scope } from './scope.ts'

/**
 * Closes a conversation: its session and its span end, the snooze is cleared, control goes back to the channel's
 * primary application with the next session. Team, owner and stage stay; what is on its way still goes.
 */
export async function closeConversation(
  scope: Scope,
  thread: Thread,
  reason: 'user' | 'timer' | 'api' | 'merged'
): Promise<void> {
  const { row } = thread
  if (row.status === 'closed') return
  const primary = await primaryOf(scope, thread)
  const ended = record(scope, thread, {
    type: 'session.ended',
    data: { session_id: row.session_id, span_id: row.control_span_id, close_reason: reason }
  })
  record(scope, thread, {
    type: 'conversation.closed',
    data: { close_reason: reason },
    patch: {
      status: 'closed',
      state: 'closed',
      snoozed_until: null,
      control_application_id: primary.id,
      control_kind: primary.kind,
      control_lease_expires_at: null
    }
  })
  await scope.tx.query(
    prepared(
      `with session as (
         update conversation_sessions set closed_at = $4, closed_by = $5, close_reason = $6, last_seq = $7, updated_at = $4
         where organization_id = $1 and id = $2
       )
       update control_spans set ended_at = $4 where organization_id = $1 and conversation_id = $3 and ended_at is null`,
      [
        row.organization_id,
        row.session_id,
        row.id,
        scope.now.toISOString(),
        JSON.stringify(stampOf(scope.actor)),
        reason,
        ended.seq
      ]
    )
  )
}

async function primaryOf(scope: Scope, { row }: Thread): Promise<{ id: string; kind: string }> {
  const channel = await scope.house.accounts.byId(row.organization_id, row.channel_id)
  if (!channel) return { id: row.control_application_id, kind: row.control_kind }
  return { id: channel.primary_application_id, kind: channel.primary_kind }
}
