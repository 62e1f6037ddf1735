import { newId } from '../platform/ids.ts'
import type { Holder } from './holders.ts'
import type { Thread } from './ledger.ts'
import { record } from './record.ts'
import type { Scope } from './scope.ts'

/** Who gets the right to speak, and why. */
export interface Transfer {
  readonly to: Holder
  readonly type: 'control.passed' | 'control.taken' | 'control.released'
  readonly reason: string
  /** The assistant stays assigned, though it does not hold control any more. */
  readonly keepsAssistant?: boolean
}

/**
 * Gives the right to speak to an application. The epoch rises by one and a new span begins; nothing happens when the
 * holder stays the same. An assistant that loses it is no longer assigned; one that gets it is.
 */
export function giveControl(scope: Scope, thread: Thread, transfer: Transfer): void {
  const { row } = thread
  const { to, type, reason } = transfer
  if (to.id === row.control_application_id) return
  const { organization_id } = row
  const now = scope.now.toISOString()
  const spanId = newId()
  const epoch = row.control_epoch + 1

  const assistant = assistantAfter(thread, transfer)
  const isReassigned = assistant !== row.assigned_ai_assistant_id
  record(scope, thread, {
    type,
    data: {
      from: row.control_application_id,
      to: to.id,
      epoch,
      span_id: spanId,
      reason,
      ...(isReassigned && { assigned_ai_assistant_id: assistant })
    },
    patch: {
      control_application_id: to.id,
      control_kind: to.kind,
      assigned_ai_assistant_id: assistant,
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

function assistantAfter({ row }: Thread, { to, keepsAssistant }: Transfer): number | null {
  if (to.kind === 'assistant') return to.assistant_id ?? row.assigned_ai_assistant_id
  return row.control_kind === 'assistant' && !keepsAssistant ? null : row.assigned_ai_assistant_id
}
