import type { Static } from 'typebox'
import { createTag } from '../../actions/create-tag.ts'
import { removeTag } from '../../actions/remove-tag.ts'
import { act, type House } from '../../actions/scope.ts'
import { updateTag } from '../../actions/update-tag.ts'
import { type Call, memberOf } from '../call.ts'
import { RowReader } from '../row-reader.ts'
import { pickFields } from '../select.ts'
import { type tagDataSchema, tagResource } from './tags.schema.ts'

type Data = Static<typeof tagDataSchema>

export class Tags extends RowReader {
  constructor(house: House) {
    super(house, tagResource)
  }

  async create({ name }: Data, call: Call): Promise<object> {
    const row = await act(this.house, memberOf(call), scope => createTag(scope, name))
    return pickFields(row, call.select)
  }

  async patch(id: string | number, { name }: Data, call: Call): Promise<object> {
    const row = await act(this.house, memberOf(call), scope => updateTag(scope, Number(id), name, call.version))
    return pickFields(row, call.select)
  }

  async remove(id: string | number | null, call: Call): Promise<object> {
    const row = await act(this.house, memberOf(call), scope => removeTag(scope, Number(id), call.version))
    return pickFields(row, call.select)
  }
}
