import type { Static } from 'typebox'
import { mergeContacts } from '../../actions/merge-contacts.ts'
import { act, type House } from '../../actions/scope.ts'
import { undoMerge } from '../../actions/undo-merge.ts'
import { type Call, memberOf } from '../call.ts'
import { RowReader } from '../row-reader.ts'
import { pickFields } from '../select.ts'
import { type contactMergeDataSchema, contactMergeResource } from './contact-merges.schema.ts'

/** Merges are links: to make one is to show two contacts as one, to remove it is to take that back. */
export class ContactMerges extends RowReader {
  constructor(house: House) {
    super(house, contactMergeResource)
  }

  async create(data: Static<typeof contactMergeDataSchema>, call: Call): Promise<object> {
    const row = await act(this.house, memberOf(call), scope => mergeContacts(scope, data))
    return pickFields(row, call.select)
  }

  async remove(id: string | number | null, call: Call): Promise<object> {
    const row = await act(this.house, memberOf(call), scope => undoMerge(scope, String(id)))
    return pickFields(row, call.select)
  }
}
