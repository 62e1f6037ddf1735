import type { Member } from '../../model/actor.ts'
import { defineResource, field } from '../../platform/query/index.ts'

/** Operators, arrays and numbers are no e-mails and no passwords. */
export { loginAttemptSchema } from '../../actions/login-attempt.ts'

/** Logins are begun and ended, never listed. */
export const loginResource = defineResource<Member>({
  table: 'logins',
  softDelete: false,
  fields: { id: field.uuid({ sortable: true }) }
})
