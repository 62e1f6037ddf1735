import { Refusal } from '../model/errors.ts'
import { prepared } from '../platform/set-wise.ts'
import { mustBeAtLeast } from './access.ts'
import { AUTOMATION_COLUMNS, type AutomationRow, lockAutomation } from './automation-row.ts'
import { primariesOf } from './holders.ts'
import { recordRow } from './record.ts'
import type { Scope } from './scope.ts'
import { lockThreads } from './threads.ts'
import { giveControl } from './transfer-control.ts'

/**
 * Deletes an automation and its application. What it was doing ends before its next step, and what it holds goes back to
 * the channels' primary applications.
 * @throws Refusal `forbidden`, `not_found`, `stale_version`, `still_in_use` while it is a channel's primary application
 */
export async function removeAutomation(scope: Scope, id: number, version: number | null): Promise<AutomationRow> {
  mustBeAtLeast(scope.actor, 'admin')
  const { organization_id } = scope.actor
  const { application_id } = await lockAutomation(scope.tx, organization_id, id, version)
  await mustBeNobodysPrimary(scope, application_id)
  const [row] = await scope.tx.query<AutomationRow>(
    prepared(
      `with application as (
         update applications set deleted_at = $4, updated_at = $4, version = version + 1
         where organization_id = $1 and id = $3
       )
       update automations set deleted_at = $4, updated_at = $4, next_run_at = null, version = version + 1
       where organization_id = $1 and id = $2 returning ${AUTOMATION_COLUMNS}`,
      [organization_id, id, application_id, scope.now.toISOString()]
    )
  )
  if (!row) throw new Refusal('not_found')

  await returnControl(scope, application_id)
  recordRow(scope, organization_id, 'automation.deleted', row)
  return row
}

async function mustBeNobodysPrimary({ tx, actor }: Scope, applicationId: string): Promise<void> {
  // Whoever makes it a channel's primary application holds its row.
  await tx.query(
    prepared('select 1 from applications where organization_id = $1 and id = $2 for update', [
      actor.organization_id,
      applicationId
    ])
  )
  const channels = await tx.query(
    prepared(
      'select 1 from channels where organization_id = $1 and primary_application_id = $2 and deleted_at is null limit 1',
      [actor.organization_id, applicationId]
    )
  )
  if (channels.length > 0) throw new Refusal('still_in_use', { data: { by: 'channels' } })
}

const CHUNK = 200

const HELD = `
  select s.conversation_id from control_spans s
  join conversations c on c.organization_id = s.organization_id and c.id = s.conversation_id
  where s.organization_id = $1 and s.application_id = $2 and s.ended_at is null and s.conversation_id > $3
    and c.deleted_at is null and c.control_application_id = s.application_id
  order by s.conversation_id limit ${CHUNK}`

async function returnControl(scope: Scope, applicationId: string): Promise<void> {
  const { organization_id } = scope.actor
  for (let after = 0, count = CHUNK; count === CHUNK; ) {
    const rows = await scope.tx.query<{ conversation_id: number }>(
      prepared(HELD, [organization_id, applicationId, after])
    )
    const ids = rows.map(row => row.conversation_id)
    const threads = await lockThreads(
      scope.tx,
      ids.map(id => ({ organization_id, id }))
    )
    const primaryOf = await primariesOf(scope, [...threads.values()])
    for (const thread of threads.values()) {
      giveControl(scope, thread, { to: primaryOf(thread), type: 'control.released', reason: 'application_removed' })
    }
    await scope.ledger.write(scope.tx)
    count = ids.length
    after = ids.at(-1) ?? after
  }
}
