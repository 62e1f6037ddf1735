import { newId } from '../platform/ids.ts'
import type { Holder } from './holders.ts'
import type { Thread } from './ledger.ts'
import { record } from './record.ts'
import type { Scope } from './scope.ts'

interface Transfer {
  readonly to: Holder
  readonly type: 'control.passed' | 'control.taken' | 'control.released'
  readonly reason: string
}

/**
 * Gives the right to speak to an application. The epoch rises by one and a new span begins; nothing happens when the
 * holder stays the same.
 */
export function giveControl(scope: Scope, thread: Thread, { to, type, reason }: Transfer): void {
  const { row } = thread
  if (to.id === row.control_application_id) return
  const { organization_id } = row
  const now = scope.now.toISOString()
  const spanId = newId()
  const epoch = row.control_epoch + 1

  record(scope, thread, {
    type,
    data: { from: row.control_application_id, to: to.id, epoch, span_id: spanId, reason },
    patch: {
      control_application_id: to.id,
      control_kind: to.kind,
      control_epoch: epoch,
      control_since: now,
      control_lease_expires_at: null,
      control_span_id: spanId
    }
  })
  const { chapters } = scope.ledger
  if (row.control_span_id) chapters.endSpan({ organization_id, id: row.control_span_id, ended_at: now })
  chapters.beginSpan({
    organization_id,
    id: spanId,
    conversation_id: row.id,
    session_id: row.session_id,
    application_id: to.id,
    epoch,
    reason,
    started_at: now
  })
}
