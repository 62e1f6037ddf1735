import { newId } from '../platform/ids.ts'
import { prepared } from '../platform/set-wise.ts'
import type { Thread } from './ledger.ts'
import { record } from './record.ts'
import type { Scope } from './scope.ts'

/**
 * Gives the right to speak to the organization's inbox, or back to the channel's primary application. The epoch
 * rises by one and a new span begins; nothing happens when the holder stays the same.
 */
export async function giveControl(
  scope: Scope,
  thread: Thread,
  to: 'inbox' | 'primary',
  reason: string
): Promise<void> {
  const { row } = thread
  const holder = await applicationFor(scope, thread, to)
  if (!holder || holder.id === row.control_application_id) return

  const now = scope.now.toISOString()
  const spanId = newId()
  const epoch = row.control_epoch + 1
  record(scope, thread, {
    type: to === 'inbox' ? 'control.taken' : 'control.released',
    data: { from: row.control_application_id, to: holder.id, epoch, span_id: spanId, reason },
    patch: {
      control_application_id: holder.id,
      control_kind: holder.kind,
      control_epoch: epoch,
      control_since: now,
      control_lease_expires_at: null,
      control_span_id: spanId
    }
  })
  await scope.tx.query(
    prepared(
      `with ended as (
         update control_spans set ended_at = $6 where organization_id = $1 and conversation_id = $3 and ended_at is null
       )
       insert into control_spans (organization_id, id, conversation_id, session_id, application_id, epoch, reason, started_at)
       values ($1, $2, $3, $4, $5, $7, $8, $6)`,
      [row.organization_id, spanId, row.id, row.session_id, holder.id, now, epoch, reason]
    )
  )
}

async function applicationFor(
  scope: Scope,
  { row }: Thread,
  to: 'inbox' | 'primary'
): Promise<{ id: string; kind: string } | undefined> {
  const [application] = await scope.tx.query<{ id: string; kind: string }>(
    to === 'inbox'
      ? prepared(
          `select id, kind from applications where organization_id = $1 and kind = 'inbox' and deleted_at is null`,
          [row.organization_id]
        )
      : prepared(
          `select a.id, a.kind from channels c
           join applications a on a.organization_id = c.organization_id and a.id = c.primary_application_id
           where c.organization_id = $1 and c.id = $2`,
          [row.organization_id, row.channel_id]
        )
  )
  return application
}
