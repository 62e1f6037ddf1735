import { Type } from 'typebox'
import { textShape } from '../../actions/shapes.ts'
import { type Member, ROLES } from '../../model/actor.ts'
import { defineResource, field } from '../../platform/query/index.ts'

const closed = { additionalProperties: false }
const AVAILABILITIES = ['available', 'away'] as const
const role = Type.Union(ROLES.map(each => Type.Literal(each)))
const fullName = Type.String({ minLength: 1, maxLength: 200 })
const capacity = Type.Integer({ minimum: 0, maximum: 1_000 })
// How long it may be counts in characters; this bound only keeps bodies small.
const password = Type.String({ minLength: 1, maxLength: 1_024 })

export const userDataSchema = Type.Object(
  {
    email: Type.String({ pattern: '^[^\\s@]+@[^\\s@]+$', maxLength: 254 }),
    full_name: fullName,
    role,
    capacity: Type.Optional(capacity),
    password: Type.Optional(password)
  },
  closed
)

/** A new `password` goes with the `current_password`, and is the caller's own. */
export const userPatchSchema = Type.Object(
  {
    full_name: Type.Optional(fullName),
    availability: Type.Optional(Type.Union(AVAILABILITIES.map(each => Type.Literal(each)))),
    role: Type.Optional(role),
    capacity: Type.Optional(capacity),
    password: Type.Optional(password),
    current_password: Type.Optional(password)
  },
  { ...closed, dependencies: { password: ['current_password'], current_password: ['password'] } }
)

/** Members under the ids of their people; an organization's own name for a person goes before the person's. */
export const userResource = defineResource<Member>({
  table: 'members',
  fields: {
    id: field.id({ column: 'user_id', sortable: true }),
    organization_id: field.id(),
    email: field.derived('person.email', { join: 'person', shape: textShape }),
    full_name: field.derived('coalesce(page.full_name, person.full_name)', { join: 'person', shape: textShape }),
    role: field.choice(ROLES, { sortable: true }),
    availability: field.choice(AVAILABILITIES),
    capacity: field.integer({ sortable: true }),
    version: field.integer(),
    created_at: field.time({ sortable: true }),
    updated_at: field.time({ sortable: true }),
    deleted_at: field.time({ nullable: true })
  },
  // Left: a page without rows still answers its total.
  joins: { person: 'left join users person on person.id = page.user_id' }
})
