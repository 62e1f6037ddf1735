import type { Static } from 'typebox'
import { bringAvatar } from '../../actions/bring-avatar.ts'
import type { ContactDetails } from '../../actions/contact-details.ts'
import { type Findings, findContacts } from '../../actions/contact-search.ts'
import { createContact } from '../../actions/create-contact.ts'
import { removeContact } from '../../actions/remove-contact.ts'
import { act, type House } from '../../actions/scope.ts'
import { survivorOf, unmerged } from '../../actions/survivor.ts'
import { updateContact } from '../../actions/update-contact.ts'
import type { Member } from '../../model/actor.ts'
import { conditionsOf, type Resource } from '../../platform/query/index.ts'
import { type Call, memberOf } from '../call.ts'
import { RowReader } from '../row-reader.ts'
import { pickFields } from '../select.ts'
import { wireContact } from './contact.wire.ts'
import { type contactDataSchema, contactResource, type Searching } from './contacts.schema.ts'
import { mergeSuggestionResource } from './merge-suggestions.schema.ts'

type Data = Static<typeof contactDataSchema>

/** Reads contacts that are shown as themselves; how much a term finds is looked up before. */
class ContactReader extends RowReader {
  constructor(house: House, resource: Resource<Searching>) {
    super(house, resource, unmerged)
  }

  protected override async contextOf(call: Call): Promise<Member> {
    const member = memberOf(call)
    const searches = new Map<string, Findings>()
    for (const term of new Set(conditionsOf('searchTerm', call.query?.where ?? []).map(String)))
      searches.set(term, await findContacts(this.house.database, member.organization_id, term))
    const context: Member & Searching = { ...member, searches }
    return context
  }
}

/** Contacts that may be the same person as another one; a person decides. */
export class MergeSuggestions extends ContactReader {
  constructor(house: House) {
    super(house, mergeSuggestionResource)
  }
}

export class Contacts extends ContactReader {
  constructor(house: House) {
    super(house, contactResource)
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
