import type { Static } from 'typebox'
import { createView } from '../../actions/create-view.ts'
import { removeView } from '../../actions/remove-view.ts'
import { act, type House } from '../../actions/scope.ts'
import { updateView } from '../../actions/update-view.ts'
import { type Call, memberOf } from '../call.ts'
import { RowReader } from '../row-reader.ts'
import { pickFields } from '../select.ts'
import { type viewDataSchema, type viewPatchSchema, viewResource } from './views.schema.ts'

export class Views extends RowReader {
  constructor(house: House) {
    super(house, viewResource, (builder, { user_id }) => {
      builder.where('shared', true).orWhere('user_id', user_id)
    })
  }

  async create(data: Static<typeof viewDataSchema>, call: Call): Promise<object> {
    const member = memberOf(call)
    const row = await act(this.house, member, scope => createView(scope, member, data))
    return pickFields(row, call.select)
  }

  async patch(id: string | number, data: Static<typeof viewPatchSchema>, call: Call): Promise<object> {
    const member = memberOf(call)
    const row = await act(this.house, member, scope => updateView(scope, member, Number(id), data, call.version))
    return pickFields(row, call.select)
  }

  async remove(id: string | number | null, call: Call): Promise<object> {
    const member = memberOf(call)
    const row = await act(this.house, member, scope => removeView(scope, member, Number(id), call.version))
    return pickFields(row, call.select)
  }
}
