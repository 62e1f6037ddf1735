import { Type } from 'typebox'
import { ROLES } from '../../model/actor.ts'

const closed = { additionalProperties: false }
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
    availability: Type.Optional(Type.Union([Type.Literal('available'), Type.Literal('away')])),
    role: Type.Optional(role),
    capacity: Type.Optional(capacity),
    password: Type.Optional(password),
    current_password: Type.Optional(password)
  },
  { ...closed, dependencies: { password: ['current_password'], current_password: ['password'] } }
)
