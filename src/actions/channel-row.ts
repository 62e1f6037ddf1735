import { Refusal } from '../model/errors.ts'
import type { ChannelType } from '../model/message.ts'
import { prepared } from '../platform/set-wise.ts'
import type { Transaction } from '../platform/unit-of-work.ts'

export const ENVIRONMENTS = ['production', 'staging', 'simulated'] as const
export type Environment = (typeof ENVIRONMENTS)[number]

/** A channel's row without what is sealed in it. */
export type ChannelRow = {
  readonly organization_id: number
  readonly id: number
  readonly channel_type: ChannelType
  readonly name: string
  readonly endpoint: string
  readonly environment: Environment
  readonly active: boolean
  readonly primary_application_id: string
  readonly team_id: number | null
  readonly settings: Readonly<Record<string, unknown>>
  readonly credential_names: readonly string[]
  readonly webhook_key: string
  readonly webhook_verify_token: string
  readonly paused_at: string | null
  readonly last_inbound_at: string | null
  readonly last_error: unknown
  readonly version: number
  readonly created_at: string
  readonly updated_at: string
  readonly deleted_at: string | null
}

/** The columns of a `ChannelRow`. */
export const CHANNEL_COLUMNS = `
  organization_id, id, channel_type, name, endpoint, environment, active, primary_application_id, team_id, settings,
  credential_names, webhook_key, webhook_verify_token, paused_at, last_inbound_at, last_error, version, created_at,
  updated_at, deleted_at`

export interface LockedChannel {
  readonly row: ChannelRow
  /** Its credentials as they lie in the database. */
  readonly sealed: string | null
}

/**
 * Locks a living channel.
 * @throws Refusal `not_found`, `stale_version`
 */
export async function lockChannel(
  tx: Transaction,
  organizationId: number,
  id: number,
  version: number | null
): Promise<LockedChannel> {
  const [found] = await tx.query<ChannelRow & { credentials: string | null }>(
    prepared(
      `select ${CHANNEL_COLUMNS}, credentials from channels
       where organization_id = $1 and id = $2 and deleted_at is null for no key update`,
      [organizationId, id]
    )
  )
  if (!found) throw new Refusal('not_found')
  if (version !== null && version !== found.version) throw new Refusal('stale_version')
  const { credentials: sealed, ...row } = found
  return { row, sealed }
}
