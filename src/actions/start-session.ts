import type { ActorStamp } from '../model/actor.ts'
import { newId } from '../platform/ids.ts'
import { prepared } from '../platform/set-wise.ts'
import type { Thread } from './ledger.ts'
import { record } from './record.ts'
import type { Scope } from './scope.ts'

/** Begins an open-to-closed span of a conversation, and the first span of control in it. */
export async function startSession(scope: Scope, thread: Thread, by: ActorStamp): Promise<void> {
  const { row } = thread
  const sessionId = newId()
  const spanId = newId()
  const now = scope.now.toISOString()
  const number = row.session_number + 1
  const epoch = row.session_number === 0 ? row.control_epoch : row.control_epoch + 1

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

  await scope.tx.query(
    prepared(
      `with session as (
         insert into conversation_sessions (organization_id, id, conversation_id, number, first_seq, channel_id, team_id,
           original_team_id, opened_by, created_at, updated_at)
         values ($1, $2, $3, $4, $5, $6, $7, $7, $8, $9, $9)
       )
       insert into control_spans (organization_id, id, conversation_id, session_id, application_id, epoch, started_at)
       values ($1, $10, $3, $2, $11, $12, $9)`,
      [
        row.organization_id,
        sessionId,
        row.id,
        number,
        event.seq,
        row.channel_id,
        row.assigned_team_id,
        JSON.stringify(event.actor),
        now,
        spanId,
        row.control_application_id,
        epoch
      ]
    )
  )
}
