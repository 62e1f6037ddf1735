import { type Static, Type } from 'typebox'
import { Check } from 'typebox/value'
import { Refusal } from '../model/errors.ts'

const closed = { additionalProperties: false }

export const localAttemptSchema = Type.Object(
  {
    strategy: Type.Literal('local'),
    email: Type.String({ minLength: 1, maxLength: 254 }),
    password: Type.String({ minLength: 1, maxLength: 1_024 }),
    organization_id: Type.Optional(Type.Integer({ minimum: 1, maximum: Number.MAX_SAFE_INTEGER }))
  },
  closed
)

export const renewalSchema = Type.Object(
  { strategy: Type.Literal('jwt'), accessToken: Type.String({ minLength: 1, maxLength: 4_096 }) },
  closed
)

export const loginAttemptSchema = Type.Union([localAttemptSchema, renewalSchema])

export type LocalAttempt = Static<typeof localAttemptSchema>
export type Renewal = Static<typeof renewalSchema>
export type LoginAttempt = Static<typeof loginAttemptSchema>

/** Strings are strings: an operator or an array where an e-mail belongs is no attempt. @throws Refusal `bad_data` */
export function readLoginAttempt(data: unknown): LoginAttempt {
  if (Check(loginAttemptSchema, data)) return data
  throw new Refusal('bad_data', {
    complaints: [
      {
        path: '',
        message: 'must be { strategy: "local", email, password, organization_id? } or { strategy: "jwt", accessToken }'
      }
    ]
  })
}
