import { Refusal } from '../model/errors.ts'
import { holdGate, openGate, paceGate } from '../platform/gates.ts'
import { prepared } from '../platform/set-wise.ts'
import { mustBeAtLeast } from './access.ts'
import { credentialsContext } from './accounts.ts'
import { askForTemplates } from './ask-for-templates.ts'
import { endpointOf, merged, paceOf, readCredentials, readSettings } from './channel-account.ts'
import { CHANNEL_COLUMNS, type ChannelRow, type LockedChannel, lockChannel } from './channel-row.ts'
import type { NewChannel } from './create-channel.ts'
import { recordRow } from './record.ts'
import { knownApplication, mustKnowTeam } from './references.ts'
import type { Scope } from './scope.ts'
import { gateOf } from './send-message.ts'

/** Fields left out stay, inside `settings` and `credentials` too; there null takes a field away. */
export type ChannelPatch = Partial<Omit<NewChannel, 'channel_type' | 'environment'>>

/**
 * Changes a channel. New credentials let a paused one go on: what waited leaves in order.
 * @throws Refusal `forbidden`, `not_found`, `stale_version`, `bad_data`, `unknown_reference`, `already_exists`
 */
export async function updateChannel(
  scope: Scope,
  id: number,
  patch: ChannelPatch,
  version: number | null
): Promise<ChannelRow> {
  mustBeAtLeast(scope.actor, 'admin')
  const { organization_id } = scope.actor
  const renewed = Object.keys(patch.credentials ?? {})
  // The gate before the channel, as whoever pauses it takes them.
  await holdGate(scope.tx, organization_id, gateOf(id))
  const opened = renewed.length > 0 && (await openGate(scope.tx, organization_id, gateOf(id), scope.now))
  const channel = await lockChannel(scope.tx, organization_id, id, version)
  const row = await write(scope, channel, patch, renewed.length > 0)
  if (patch.settings) {
    const pace = paceOf(scope.house.channel(row.channel_type), row.settings)
    await paceGate(scope.tx, organization_id, gateOf(id), pace)
  }
  const { templates } = scope.house.channel(row.channel_type)
  if (templates && (renewed.length > 0 || patch.settings))
    await askForTemplates(scope, { organization_id, channel_id: id })

  scope.tx.afterCommit(() => scope.house.accounts.forget(organization_id, id))
  recordRow(scope, organization_id, 'channel.updated', row, {
    ...patch,
    ...(patch.credentials && { credentials: renewed })
  })
  if (opened || (channel.row.paused_at !== null && row.paused_at === null)) resume(scope, row)
  return row
}

function resume(scope: Scope, row: ChannelRow): void {
  recordRow(scope, row.organization_id, 'channel.resumed', row)
  scope.tx.afterCommit(() => scope.house.wake('deliver'))
}

async function write(
  scope: Scope,
  { row, sealed }: LockedChannel,
  patch: ChannelPatch,
  renews: boolean
): Promise<ChannelRow> {
  const { vault } = scope.house
  const context = credentialsContext(row.organization_id, row.webhook_key)
  const channel = scope.house.channel(row.channel_type)
  const present: Readonly<Record<string, unknown>> = sealed ? JSON.parse(vault.open(sealed, context)) : {}
  const credentials = readCredentials(channel, merged(present, patch.credentials ?? {}))
  const settings = readSettings(channel, merged(row.settings, patch.settings ?? {}))
  const account = { endpoint: patch.endpoint ?? row.endpoint, credentials, settings }
  if (typeof patch.team_id === 'number') await mustKnowTeam(scope, patch.team_id)

  const [changed] = await scope.tx
    .query<ChannelRow>(
      prepared(UPDATE, [
        row.organization_id,
        row.id,
        patch.name ?? row.name,
        endpointOf(channel, account, patch.endpoint),
        patch.active ?? row.active,
        patch.primary_application_id === undefined
          ? row.primary_application_id
          : await knownApplication(scope, patch.primary_application_id),
        patch.team_id === undefined ? row.team_id : patch.team_id,
        JSON.stringify(settings),
        renews ? vault.seal(JSON.stringify(credentials), context) : sealed,
        Object.keys(credentials),
        patch.credentials?.['verify_token'] ?? row.webhook_verify_token,
        renews,
        scope.now.toISOString()
      ])
    )
    .catch(mustBeFree)
  if (!changed) throw new Refusal('not_found')
  return changed
}

function mustBeFree(error: unknown): never {
  if (error instanceof Error && 'code' in error && error.code === '23505')
    throw new Refusal('already_exists', { message: 'This account is connected already.' })
  throw error
}

const UPDATE = `
  update channels set
    name = $3, endpoint = $4, active = $5, primary_application_id = $6, team_id = $7, settings = $8, credentials = $9,
    credential_names = $10, webhook_verify_token = $11, paused_at = case when $12 then null else paused_at end,
    last_error = case when $12 then null else last_error end, version = version + 1, updated_at = $13
  where organization_id = $1 and id = $2
  returning ${CHANNEL_COLUMNS}`
