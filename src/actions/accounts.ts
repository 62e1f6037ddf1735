import { LRUCache } from 'lru-cache'
import type { Account } from '../channels/channel.ts'
import type { ChannelType } from '../model/message.ts'
import type { Database } from '../platform/database.ts'
import type { Vault } from '../platform/secrets.ts'
import { prepared } from '../platform/set-wise.ts'

/** A channel's row as intake and delivery need it, its secrets opened. */
export interface OpenChannel {
  readonly organization_id: number
  readonly id: number
  readonly channel_type: ChannelType
  readonly name: string
  readonly endpoint: string
  readonly active: boolean
  readonly deleted: boolean
  readonly primary_application_id: string
  readonly primary_kind: string
  /** Where the primary application is an assistant. */
  readonly primary_assistant_id: number | null
  readonly team_id: number | null
  readonly unify: 'identity' | 'contact'
  readonly verify_token: string
  readonly account: Account
}

/** Looks channels up and keeps them for a moment; `forget` when one has changed. */
export interface Accounts {
  /** What is kept of a channel, for whoever would rather not wait. Undefined: it has to be looked up. */
  keptByWebhookKey(type: string, key: string): OpenChannel | null | undefined
  byWebhookKey(type: string, key: string): Promise<OpenChannel | null>
  byId(organizationId: number, channelId: number): Promise<OpenChannel | null>
  byEndpoint(organizationId: number, type: ChannelType, endpoint: string): Promise<OpenChannel | null>
  /** Every channel of the organization when none is named. */
  forget(organizationId: number, channelId?: number): void
}

interface ChannelRow {
  organization_id: number
  id: number
  channel_type: ChannelType
  name: string
  endpoint: string
  active: boolean
  deleted_at: string | null
  primary_application_id: string
  primary_kind: string
  primary_assistant_id: number | null
  team_id: number | null
  unify: string | null
  webhook_verify_token: string
  settings: Record<string, unknown>
  credentials: string | null
  webhook_key: string
}

const SELECT = `
  select c.organization_id, c.id, c.channel_type, c.name, c.endpoint, c.active, c.deleted_at, c.primary_application_id,
    a.kind as primary_kind, s.id as primary_assistant_id, c.team_id, o.settings ->> 'unify_conversations' as unify, c.webhook_verify_token,
    c.settings, c.credentials, c.webhook_key
  from channels c
  join organizations o on o.id = c.organization_id and o.deleted_at is null
  join applications a on a.organization_id = c.organization_id and a.id = c.primary_application_id
  left join ai_assistants s on s.organization_id = a.organization_id and s.application_id = a.id and s.deleted_at is null`

const REMEMBER = { max: 10_000, ttl: 30_000 }

export function createAccounts(database: Pick<Database, 'query'>, vault: Vault): Accounts {
  const cache = new LRUCache<string, { channel: OpenChannel | null }>(REMEMBER)

  async function find(cacheKey: string, where: string, values: readonly unknown[]): Promise<OpenChannel | null> {
    const kept = cache.get(cacheKey)
    if (kept) return kept.channel
    const [row] = await database.query<ChannelRow>(prepared(`${SELECT} where ${where}`, values))
    const channel = row ? opened(row, vault) : null
    cache.set(cacheKey, { channel })
    return channel
  }

  return {
    keptByWebhookKey: (type, key) => cache.get(`key:${type}:${key}`)?.channel,
    byWebhookKey: (type, key) =>
      find(`key:${type}:${key}`, 'c.webhook_key = $1 and c.channel_type = $2 and c.deleted_at is null', [key, type]),
    byId: (organizationId, channelId) =>
      find(`id:${organizationId}:${channelId}`, 'c.organization_id = $1 and c.id = $2', [organizationId, channelId]),
    byEndpoint: (organizationId, type, endpoint) =>
      find(
        `endpoint:${organizationId}:${type}:${endpoint}`,
        'c.organization_id = $1 and c.channel_type = $2 and c.endpoint = $3 and c.deleted_at is null',
        [organizationId, type, endpoint]
      ),
    forget(organizationId, channelId) {
      // A channel that was not there before may be kept as absent under its key or endpoint.
      for (const [key, { channel }] of cache.entries()) {
        const isMeant = channel?.organization_id === organizationId && (channelId ?? channel.id) === channel.id
        if (!channel || isMeant) cache.delete(key)
      }
    }
  }
}

/** The row and column a channel's credentials are bound to when sealed. */
export function credentialsContext(organizationId: number, webhookKey: string): string {
  return `${organizationId}/channels/${webhookKey}/credentials`
}

function opened(row: ChannelRow, vault: Vault): OpenChannel {
  return {
    organization_id: row.organization_id,
    id: row.id,
    channel_type: row.channel_type,
    name: row.name,
    endpoint: row.endpoint,
    active: row.active,
    deleted: row.deleted_at !== null,
    primary_application_id: row.primary_application_id,
    primary_kind: row.primary_kind,
    primary_assistant_id: row.primary_assistant_id,
    team_id: row.team_id,
    unify: row.unify === 'contact' ? 'contact' : 'identity',
    verify_token: row.webhook_verify_token,
    account: {
      channel_id: row.id,
      endpoint: row.endpoint,
      credentials: credentialsOf(row, vault),
      settings: row.settings
    }
  }
}

function credentialsOf(row: ChannelRow, vault: Vault): Readonly<Record<string, string>> {
  if (!row.credentials) return {}
  return JSON.parse(vault.open(row.credentials, credentialsContext(row.organization_id, row.webhook_key)))
}
