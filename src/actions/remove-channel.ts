import { Refusal } from '../model/errors.ts'
import { openGate } from '../platform/gates.ts'
import { prepared } from '../platform/set-wise.ts'
import { mustBeAtLeast } from './access.ts'
import { CHANNEL_COLUMNS, type ChannelRow, lockChannel } from './channel-row.ts'
import { recordRow } from './record.ts'
import type { Scope } from './scope.ts'
import { gateOf } from './send-message.ts'

/**
 * Disconnects a channel. What was said on it stays; nothing leaves by it any more, and what waited before a shut
 * gate is let through to be told so.
 * @throws Refusal `forbidden`, `not_found`, `stale_version`
 */
export async function removeChannel(scope: Scope, id: number, version: number | null): Promise<ChannelRow> {
  mustBeAtLeast(scope.actor, 'admin')
  const { organization_id } = scope.actor
  const opened = await openGate(scope.tx, organization_id, gateOf(id), scope.now)
  await lockChannel(scope.tx, organization_id, id, version)
  const [row] = await scope.tx.query<ChannelRow>(
    prepared(
      `update channels set deleted_at = $3, updated_at = $3, version = version + 1
       where organization_id = $1 and id = $2 returning ${CHANNEL_COLUMNS}`,
      [organization_id, id, scope.now.toISOString()]
    )
  )
  if (!row) throw new Refusal('not_found')

  scope.tx.afterCommit(() => {
    scope.house.accounts.forget(organization_id, id)
    if (opened) scope.house.wake('deliver')
  })
  recordRow(scope, organization_id, 'channel.deleted', row)
  return row
}
