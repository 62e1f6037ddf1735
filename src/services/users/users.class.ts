import type { Static } from 'typebox'
import { createUser, draftMember } from '../../actions/create-user.ts'
import { provePassword } from '../../actions/prove-password.ts'
import { removeUser } from '../../actions/remove-user.ts'
import { act, type House } from '../../actions/scope.ts'
import { unassignUser } from '../../actions/unassign-user.ts'
import { updateUser } from '../../actions/update-user.ts'
import { type Call, memberOf } from '../call.ts'
import { RowReader } from '../row-reader.ts'
import { pickFields } from '../select.ts'
import { type userDataSchema, type userPatchSchema, userResource } from './users.schema.ts'

export class Users extends RowReader {
  constructor(house: House) {
    super(house, userResource)
  }

  async create(data: Static<typeof userDataSchema>, call: Call): Promise<object> {
    const draft = await draftMember(this.house.desk.passwords, data)
    const row = await act(this.house, memberOf(call), scope => createUser(scope, draft))
    return pickFields(row, call.select)
  }

  /** A password is proven before the transaction begins: hashes take long. */
  async patch(id: string | number, data: Static<typeof userPatchSchema>, call: Call): Promise<object> {
    const member = memberOf(call)
    const { password, current_password, ...patch } = data
    const proven =
      password === undefined || current_password === undefined
        ? undefined
        : await provePassword(this.house.desk, member, { password, current_password }, call.address)
    const options = { version: call.version ?? undefined, password: proven }
    const row = await act(this.house, member, scope => updateUser(scope, Number(id), patch, options))
    return pickFields(row, call.select)
  }

  async remove(id: string | number | null, call: Call): Promise<object> {
    const options = { version: call.version ?? undefined, unassign: unassignUser }
    const row = await act(this.house, memberOf(call), scope => removeUser(scope, Number(id), options))
    return pickFields(row, call.select)
  }
}
