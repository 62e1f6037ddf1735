import { Type } from 'typebox'
import { bagShape } from '../../actions/shapes.ts'
import type { Member } from '../../model/actor.ts'
import { closed, defineResource, field, rowSchema } from '../../platform/query/index.ts'
import { userResource } from '../users/users.schema.ts'

/** Operators, arrays and numbers are no e-mails and no passwords. */
export { loginAttemptSchema } from '../../actions/login-attempt.ts'

/** Logins are begun and ended, never listed. */
export const loginResource = defineResource<Member>({
  table: 'logins',
  softDelete: false,
  fields: { id: field.uuid({ sortable: true }) }
})

const user = Type.Unsafe<object>(rowSchema(userResource))

/** What a login is answered with; the token is for `Authorization: Bearer`. */
export const loginAnswerSchema = closed({
  accessToken: Type.String(),
  authentication: closed({ strategy: Type.Enum(['local', 'jwt']), payload: bagShape }),
  user
})

export const logoutAnswerSchema = closed({ authentication: closed({ strategy: Type.Literal('jwt') }), user })
