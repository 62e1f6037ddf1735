import { type TSchema, Type } from 'typebox'
import { bagShape } from '../../actions/shapes.ts'
import { AGENT_VISIBILITIES, type Member } from '../../model/actor.ts'
import { defineResource, field } from '../../platform/query/index.ts'

const closed = { additionalProperties: false }
const clock = Type.String({ pattern: '^([01]\\d|2[0-3]):[0-5]\\d$' })
const duration = Type.String({ minLength: 3, maxLength: 32 })

/** `day` 1 is Monday. Hours that end past midnight are two entries. */
export const workingHoursSchema = Type.Object(
  {
    time_zone: Type.String({ minLength: 1, maxLength: 64 }),
    hours: Type.Array(Type.Object({ day: Type.Integer({ minimum: 1, maximum: 7 }), from: clock, to: clock }, closed), {
      maxItems: 50
    })
  },
  closed
)

const orDefault = <Schema extends TSchema>(schema: Schema) => Type.Optional(Type.Union([schema, Type.Null()]))

export const organizationSettingsPatchSchema = Type.Object(
  {
    agent_visibility: orDefault(Type.Union(AGENT_VISIBILITIES.map(each => Type.Literal(each)))),
    unify_conversations: orDefault(Type.Union([Type.Literal('identity'), Type.Literal('contact')])),
    inactive_after: orDefault(duration),
    close_after: orDefault(duration),
    working_hours: orDefault(workingHoursSchema)
  },
  closed
)

const name = Type.String({ minLength: 1, maxLength: 200 })

export const organizationDataSchema = Type.Object({ name }, closed)

export const organizationPatchSchema = Type.Object(
  { name: Type.Optional(name), settings: Type.Optional(organizationSettingsPatchSchema) },
  closed
)

/** Everybody sees one organization: the own. */
export const organizationResource = defineResource<Member>({
  table: 'organizations',
  tenant: 'id',
  fields: {
    id: field.id({ sortable: true }),
    name: field.text(),
    settings: field.json({ shape: bagShape }),
    version: field.integer(),
    created_at: field.time({ sortable: true }),
    updated_at: field.time({ sortable: true }),
    deleted_at: field.time({ nullable: true })
  }
})
