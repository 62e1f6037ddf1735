import type { Static } from 'typebox'
import { createContact } from '../../actions/create-contact.ts'
import { removeContact } from '../../actions/remove-contact.ts'
import { act, type House } from '../../actions/scope.ts'
import { updateContact } from '../../actions/update-contact.ts'
import { type Call, memberOf } from '../call.ts'
import { RowReader } from '../row-reader.ts'
import { pickFields } from '../select.ts'
import { wireContact } from './contact.wire.ts'
import { type contactDataSchema, contactResource } from './contacts.schema.ts'

type Data = Static<typeof contactDataSchema>

export class Contacts extends RowReader {
  constructor(house: House) {
    super(house, contactResource)
  }

  async create(data: Data, call: Call): Promise<object> {
    const row = await act(this.house, memberOf(call), scope => createContact(scope, data))
    return pickFields(wireContact(row), call.select)
  }

  async patch(id: string | number, data: Data, call: Call): Promise<object> {
    const row = await act(this.house, memberOf(call), scope => updateContact(scope, Number(id), data, call.version))
    return pickFields(wireContact(row), call.select)
  }

  async remove(id: string | number | null, call: Call): Promise<object> {
    const row = await act(this.house, memberOf(call), scope => removeContact(scope, Number(id), call.version))
    return pickFields(wireContact(row), call.select)
  }
}
