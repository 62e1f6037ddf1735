import type { Presenter } from '../realtime.ts'
import { toAdmins } from '../realtime.ts'

type Raw = Readonly<Record<string, unknown>>

/** A channel as the outside sees it: the same for every reader and every transport. What is sealed is not in it. */
export function wireChannel(row: Raw, publicUrl: string): Raw {
  return {
    id: row['id'],
    organization_id: row['organization_id'],
    channel_type: row['channel_type'],
    name: row['name'],
    endpoint: row['endpoint'],
    environment: row['environment'],
    active: row['active'],
    primary_application_id: row['primary_application_id'],
    team_id: row['team_id'],
    settings: row['settings'],
    credentials: namesAsSet(row['credential_names']),
    webhook_url: webhookUrl(publicUrl, `${row['channel_type']}/${row['webhook_key']}`),
    webhook_verify_token: row['webhook_verify_token'],
    health: healthOf(row),
    version: row['version'],
    created_at: row['created_at'],
    updated_at: row['updated_at'],
    deleted_at: row['deleted_at']
  }
}

/** Only which keys are set. */
export function namesAsSet(names: unknown): Readonly<Record<string, true>> {
  return Object.fromEntries(Array.isArray(names) ? names.map(name => [name, true]) : [])
}

export function webhookUrl(publicUrl: string, place: string): string {
  return `${publicUrl.replace(/\/+$/, '')}/webhooks/${place}`
}

/** `idle`: connected, and nothing has come in yet. */
export function healthOf({ paused_at, last_inbound_at, last_error }: Raw) {
  const state = paused_at ? 'paused' : last_error ? 'error' : last_inbound_at ? 'ok' : 'idle'
  return { state, last_inbound_at: last_inbound_at ?? null, last_error: last_error ?? null }
}

/** Makes channels live for those who may see them. */
export function channelPresenter(publicUrl: string): Presenter {
  return { path: 'channels', rooms: toAdmins, wire: row => wireChannel(row, publicUrl) }
}
