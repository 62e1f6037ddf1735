import type { Static } from 'typebox'
import { createApiKey } from '../../actions/create-api-key.ts'
import { removeApiKey } from '../../actions/remove-api-key.ts'
import { act, type House } from '../../actions/scope.ts'
import { type Call, memberOf } from '../call.ts'
import { RowReader } from '../row-reader.ts'
import { pickFields } from '../select.ts'
import { type apiKeyDataSchema, apiKeyResource } from './api-keys.schema.ts'

export class ApiKeys extends RowReader {
  constructor(house: House) {
    super(house, apiKeyResource)
  }

  /** The only answer that shows the secret; no selection leaves it out, since nobody could ask again. */
  async create(data: Static<typeof apiKeyDataSchema>, call: Call): Promise<object> {
    const { secret, ...row } = await act(this.house, memberOf(call), scope => createApiKey(scope, data))
    return { ...pickFields(row, call.select), secret }
  }

  async remove(id: string | number | null, call: Call): Promise<object> {
    const row = await act(this.house, memberOf(call), scope => removeApiKey(scope, Number(id)))
    return pickFields(row, call.select)
  }
}
