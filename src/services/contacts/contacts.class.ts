import type { Static } from 'typebox'
import { bringAvatar } from '../../actions/bring-avatar.ts'
import type { ContactDetails } from '../../actions/contact-details.ts'
import { createContact } from '../../actions/create-contact.ts'
import { removeContact } from '../../actions/remove-contact.ts'
import { act, type House } from '../../actions/scope.ts'
import { survivorOf, unmerged } from '../../actions/survivor.ts'
import { updateContact } from '../../actions/update-contact.ts'
import { type Call, memberOf } from '../call.ts'
import { RowReader } from '../row-reader.ts'
import { pickFields } from '../select.ts'
import { wireContact } from './contact.wire.ts'
import { type contactDataSchema, contactResource } from './contacts.schema.ts'

type Data = Static<typeof contactDataSchema>

export class Contacts extends RowReader {
  constructor(house: House) {
    super(house, contactResource, unmerged)
  }

  /** One that was merged is shown as whom it was merged into. */
  override async get(id: string | number, call: Call): Promise<object> {
    try {
      return await super.get(id, call)
    } catch (error) {
      const survivor = await survivorOf(this.house.database, memberOf(call).organization_id, Number(id))
      if (survivor === null || survivor === Number(id)) throw error
      return super.get(survivor, call)
    }
  }

  async prepareCreate(data: Data, call: Call): Promise<() => Promise<object>> {
    const details = await this.#detailsOf(data, call)
    return async () => {
      const row = await act(this.house, memberOf(call), scope => createContact(scope, details))
      return pickFields(wireContact(row), call.select)
    }
  }

  async create(data: Data, call: Call): Promise<object> {
    return (await this.prepareCreate(data, call))()
  }

  async patch(id: string | number, data: Data, call: Call): Promise<object> {
    const details = await this.#detailsOf(data, call)
    const row = await act(this.house, memberOf(call), scope => updateContact(scope, Number(id), details, call.version))
    return pickFields(wireContact(row), call.select)
  }

  async remove(id: string | number | null, call: Call): Promise<object> {
    const row = await act(this.house, memberOf(call), scope => removeContact(scope, Number(id), call.version))
    return pickFields(wireContact(row), call.select)
  }

  /** Of which system a contact is need not be kept: there is one. */
  #detailsOf({ system_type, ...details }: Data, call: Call): Promise<ContactDetails> {
    return bringAvatar(this.house, memberOf(call), details)
  }
}
