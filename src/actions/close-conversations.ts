import { stampOf } from '../model/actor.ts'
import type { SessionEnd } from './chapters.ts'
import { type Holder, primariesOf } from './holders.ts'
import type { Thread } from './ledger.ts'
import { record } from './record.ts'
import type { Scope } from './scope.ts'

/**
 * Closes conversations: their sessions and spans end, snoozes are cleared, control goes back to the channel's primary
 * application with the next session. Team, owner and stage stay; what is on its way still goes.
 */
export async function closeConversations(
  scope: Scope,
  threads: readonly Thread[],
  reason: SessionEnd['close_reason']
): Promise<void> {
  const open = threads.filter(({ row }) => row.status === 'open')
  const primaryOf = await primariesOf(scope, open)
  for (const thread of open) close(scope, thread, primaryOf(thread), reason)
}

function close(scope: Scope, thread: Thread, primary: Holder, reason: SessionEnd['close_reason']): void {
  const { organization_id, session_id, control_span_id } = thread.row
  record(scope, thread, {
    type: 'session.ended',
    data: { session_id, span_id: control_span_id, close_reason: reason }
  })
  const last_seq = thread.row.last_seq
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
  const { chapters } = scope.ledger
  const closed_at = scope.now.toISOString()
  const closed_by = stampOf(scope.actor)
  if (session_id) {
    chapters.endSession({ organization_id, id: session_id, last_seq, closed_by, close_reason: reason, closed_at })
  }
  if (control_span_id) chapters.endSpan({ organization_id, id: control_span_id, ended_at: closed_at })
}
