import type { ActorStamp } from '../model/actor.ts'
import { newId } from '../platform/ids.ts'
import type { Thread } from './ledger.ts'
import { record } from './record.ts'
import type { Scope } from './scope.ts'

/** Begins an open-to-closed span of a conversation, and the first span of control in it. */
export function startSession(scope: Scope, thread: Thread, by: ActorStamp): void {
  const { row } = thread
  const { organization_id } = row
  const sessionId = newId()
  const spanId = newId()
  const now = scope.now.toISOString()
  const number = row.session_number + 1
  // A conversation that somebody made has none before its first words, unless control has changed meanwhile.
  const epoch = row.control_span_id === null ? row.control_epoch : row.control_epoch + 1

  const event = record(scope, thread, {
    type: 'session.started',
    by,
    data: { session_id: sessionId, number, span_id: spanId },
    patch: {
      session_id: sessionId,
      session_number: number,
      control_span_id: spanId,
      control_epoch: epoch,
      control_since: now
    }
  })
  const { chapters } = scope.ledger
  if (row.control_span_id) chapters.endSpan({ organization_id, id: row.control_span_id, ended_at: now })
  chapters.beginSession({
    organization_id,
    id: sessionId,
    conversation_id: row.id,
    number,
    first_seq: thread.row.last_seq,
    channel_id: row.channel_id,
    team_id: row.assigned_team_id,
    opened_by: event.actor,
    created_at: now
  })
  chapters.beginSpan({
    organization_id,
    id: spanId,
    conversation_id: row.id,
    session_id: sessionId,
    application_id: row.control_application_id,
    epoch,
    reason: null,
    started_at: now
  })
}
