import type { ActorStamp } from '../model/actor.ts'
import { Refusal } from '../model/errors.ts'
import { prepared } from '../platform/set-wise.ts'
import { accessConversation } from './access.ts'
import { record } from './record.ts'
import type { Scope } from './scope.ts'

/** A session as `/conversation-sessions` shows it. */
export type SessionRow = {
  readonly id: string
  readonly organization_id: number
  readonly conversation_id: number
  /** From 1, within the conversation. */
  readonly number: number
  readonly first_seq: number
  readonly last_seq: number | null
  readonly channel_id: number
  readonly team_id: number | null
  readonly original_team_id: number | null
  readonly opened_by: ActorStamp
  readonly closed_by: ActorStamp | null
  readonly close_reason: 'user' | 'timer' | 'api' | 'merged' | null
  readonly data: Readonly<Record<string, unknown>>
  readonly version: number
  readonly created_at: string
  readonly updated_at: string
  readonly closed_at: string | null
}

const COLUMNS = `id, organization_id, conversation_id, number, first_seq, last_seq, channel_id, team_id, original_team_id,
  opened_by, closed_by, close_reason, data, version, created_at, updated_at, closed_at`

/** Most bytes of a session's data, as JSON. */
const MOST_BYTES = 16_384

/**
 * Keeps state that is scoped to a session, as a whole.
 * @throws Refusal `not_found`, `stale_version`, `too_large`
 */
export async function updateSession(
  scope: Scope,
  id: string,
  data: Readonly<Record<string, unknown>>,
  version: number | null
): Promise<SessionRow> {
  const text = JSON.stringify(data)
  if (Buffer.byteLength(text) > MOST_BYTES) throw new Refusal('too_large', { message: 'Data may have 16 kB.' })
  const { organization_id } = scope.actor
  const [found] = await scope.tx.query<{ conversation_id: number }>(
    prepared('select conversation_id from conversation_sessions where organization_id = $1 and id = $2', [
      organization_id,
      id
    ])
  )
  if (!found) throw new Refusal('not_found')
  const thread = await accessConversation(scope, found.conversation_id, 'change')
  const [row] = await scope.tx.query<SessionRow>(
    prepared(
      `update conversation_sessions set data = $3, version = version + 1, updated_at = $4
       where organization_id = $1 and id = $2 and version = coalesce($5, version) returning ${COLUMNS}`,
      [organization_id, id, text, scope.now.toISOString(), version]
    )
  )
  if (!row) throw new Refusal('stale_version')

  record(scope, thread, { type: 'session.updated', data: { session_id: id } })
  return row
}
