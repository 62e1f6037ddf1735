import { Type } from 'typebox'
import { ENVIRONMENTS } from '../../actions/channel-row.ts'
import { bagShape, healthShape, textShape } from '../../actions/shapes.ts'
import type { Member } from '../../model/actor.ts'
import { CHANNEL_TYPES } from '../../model/message.ts'
import { closed, defineResource, field, orNull } from '../../platform/query/index.ts'

const name = Type.String({ minLength: 1, maxLength: 200 })
const endpoint = Type.String({ minLength: 1, maxLength: 300 })

// Which keys there are is the channel's own matter: its closed schemas are asked by the action.
const changeable = {
  endpoint: Type.Optional(endpoint),
  active: Type.Optional(Type.Boolean()),
  primary_application_id: Type.Optional(Type.String({ format: 'uuid' })),
  team_id: Type.Optional(orNull(Type.Integer({ minimum: 1, maximum: Number.MAX_SAFE_INTEGER }))),
  settings: Type.Optional(Type.Record(Type.String(), Type.Unknown())),
  credentials: Type.Optional(Type.Record(Type.String(), Type.Unknown()))
}

export const channelDataSchema = closed({
  channel_type: Type.Enum([...CHANNEL_TYPES]),
  name,
  environment: Type.Optional(Type.Enum([...ENVIRONMENTS])),
  ...changeable
})

export const channelPatchSchema = closed({ name: Type.Optional(name), ...changeable })

const iso = (column: string): string => `to_char(page.${column} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`

/** What can be asked of channels; derived fields are finished by the class. */
export const channelResource = defineResource<Member>({
  table: 'channels',
  fields: {
    id: field.id({ sortable: true }),
    organization_id: field.id(),
    channel_type: field.choice(CHANNEL_TYPES),
    name: field.text({ sortable: true }),
    endpoint: field.text(),
    environment: field.choice(ENVIRONMENTS),
    active: field.boolean(),
    primary_application_id: field.uuid(),
    team_id: field.id({ nullable: true }),
    settings: field.json({ shape: bagShape }),
    credentials: field.derived('page.credential_names', { shape: Type.Record(Type.String(), Type.Literal(true)) }),
    webhook_url: field.derived(`page.channel_type || '/' || page.webhook_key`, { shape: textShape }),
    webhook_verify_token: field.text({ operators: [] }),
    health: field.derived(
      `json_build_object('paused_at', ${iso('paused_at')}, 'last_inbound_at', ${iso('last_inbound_at')},
        'last_error', page.last_error)`,
      { shape: healthShape }
    ),
    version: field.integer(),
    created_at: field.time({ sortable: true }),
    updated_at: field.time({ sortable: true }),
    deleted_at: field.time({ nullable: true })
  }
})
