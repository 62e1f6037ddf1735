import type { ProviderError } from '../channels/channel.ts'
import { shutGate } from '../platform/gates.ts'
import { prepared } from '../platform/set-wise.ts'
import { CHANNEL_COLUMNS } from './channel-row.ts'
import { recordRow } from './record.ts'
import type { Scope } from './scope.ts'
import { gateOf } from './send-message.ts'

/** Nothing leaves by a channel whose account is refused. Said once: the one who shuts the gate says it. */
export async function pauseChannel(
  scope: Scope,
  organizationId: number,
  channelId: number,
  error: ProviderError
): Promise<void> {
  if (!(await shutGate(scope.tx, organizationId, gateOf(channelId), error.message, scope.now))) return
  const [row] = await scope.tx.query(
    prepared(
      `update channels set paused_at = $3, last_error = $4, updated_at = $3
       where organization_id = $1 and id = $2 and deleted_at is null returning ${CHANNEL_COLUMNS}`,
      [organizationId, channelId, scope.now.toISOString(), JSON.stringify(error)]
    )
  )
  if (row) recordRow(scope, organizationId, 'channel.paused', row, { error })
}
