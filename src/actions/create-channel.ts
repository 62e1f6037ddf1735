import { Refusal } from '../model/errors.ts'
import type { ChannelType } from '../model/message.ts'
import { paceGate } from '../platform/gates.ts'
import { randomText } from '../platform/secrets.ts'
import { prepared } from '../platform/set-wise.ts'
import { mustBeAtLeast } from './access.ts'
import { credentialsContext } from './accounts.ts'
import { askForTemplates } from './ask-for-templates.ts'
import { endpointOf, paceOf, readCredentials, readSettings } from './channel-account.ts'
import { CHANNEL_COLUMNS, type ChannelRow, type Environment } from './channel-row.ts'
import { recordRow } from './record.ts'
import { knownApplication, mustKnowTeam } from './references.ts'
import type { Scope } from './scope.ts'
import { gateOf } from './send-message.ts'

export interface NewChannel {
  readonly channel_type: ChannelType
  readonly name: string
  /** Where the credentials do not tell it: the account's public address. */
  readonly endpoint?: string
  readonly environment?: Environment
  readonly active?: boolean
  /** Who speaks first; the organization's inbox when left out. */
  readonly primary_application_id?: string
  readonly team_id?: number | null
  readonly settings?: Readonly<Record<string, unknown>>
  readonly credentials?: Readonly<Record<string, unknown>>
}

/**
 * Connects an account of a provider. Its credentials are sealed for this row alone and never shown again.
 * @throws Refusal `forbidden`, `channel_not_available`, `bad_data`, `unknown_reference`, `already_exists` for a living
 * channel with the same address
 */
export async function createChannel(scope: Scope, draft: NewChannel): Promise<ChannelRow> {
  mustBeAtLeast(scope.actor, 'admin')
  const { organization_id } = scope.actor
  const channel = scope.house.channel(draft.channel_type)
  const credentials = readCredentials(channel, draft.credentials ?? {})
  const settings = readSettings(channel, draft.settings ?? {})
  const endpoint = endpointOf(channel, { endpoint: draft.endpoint ?? '', credentials, settings }, draft.endpoint)
  if (typeof draft.team_id === 'number') await mustKnowTeam(scope, draft.team_id)
  const application = await knownApplication(scope, draft.primary_application_id)

  const webhookKey = randomText()
  const [row] = await scope.tx.query<ChannelRow>(
    prepared(INSERT, [
      organization_id,
      draft.channel_type,
      draft.name,
      endpoint,
      draft.environment ?? 'production',
      draft.active ?? true,
      application,
      draft.team_id ?? null,
      JSON.stringify(settings),
      scope.house.vault.seal(JSON.stringify(credentials), credentialsContext(organization_id, webhookKey)),
      Object.keys(credentials),
      webhookKey,
      credentials['verify_token'] ?? randomText(),
      scope.now.toISOString()
    ])
  )
  if (!row) throw new Refusal('already_exists', { message: 'This account is connected already.' })
  await paceGate(scope.tx, organization_id, gateOf(row.id), paceOf(channel, settings))
  if (channel.templates) await askForTemplates(scope, { organization_id, channel_id: row.id })

  scope.tx.afterCommit(() => scope.house.accounts.forget(organization_id, row.id))
  recordRow(scope, organization_id, 'channel.created', row, { channel_type: row.channel_type, endpoint })
  return row
}

const INSERT = `
  insert into channels (organization_id, channel_type, name, endpoint, environment, active, primary_application_id,
    team_id, settings, credentials, credential_names, webhook_key, webhook_verify_token, created_at, updated_at)
  values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $14)
  on conflict (organization_id, channel_type, endpoint) where deleted_at is null do nothing
  returning ${CHANNEL_COLUMNS}`
