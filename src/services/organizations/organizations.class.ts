import type { Static } from 'typebox'
import { createOrganization } from '../../actions/create-organization.ts'
import { act, type House } from '../../actions/scope.ts'
import { updateOrganization } from '../../actions/update-organization.ts'
import { type Call, memberOf } from '../call.ts'
import { RowReader } from '../row-reader.ts'
import { pickFields } from '../select.ts'
import {
  type organizationDataSchema,
  type organizationPatchSchema,
  organizationResource
} from './organizations.schema.ts'

export class Organizations extends RowReader {
  constructor(house: House) {
    super(house, organizationResource)
  }

  async create(data: Static<typeof organizationDataSchema>, call: Call): Promise<object> {
    const { signup } = this.house
    const row = await act(this.house, memberOf(call), scope => createOrganization(scope, data, { signup }))
    return pickFields(row, call.select)
  }

  async patch(id: string | number, data: Static<typeof organizationPatchSchema>, call: Call): Promise<object> {
    const version = call.version ?? undefined
    const row = await act(this.house, memberOf(call), scope => updateOrganization(scope, Number(id), data, version))
    return pickFields(row, call.select)
  }
}
