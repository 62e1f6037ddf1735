import { createAutomation, type NewAutomation } from '../../actions/create-automation.ts'
import { removeAutomation } from '../../actions/remove-automation.ts'
import { act, type House } from '../../actions/scope.ts'
import { type AutomationChange, updateAutomation } from '../../actions/update-automation.ts'
import { type Call, memberOf } from '../call.ts'
import { RowReader } from '../row-reader.ts'
import { pickFields } from '../select.ts'
import { automationResource } from './automations.schema.ts'
import { mustBeSteps } from './nested-steps.ts'

export class Automations extends RowReader {
  constructor(house: House) {
    super(house, automationResource)
  }

  /** The secret is shown now and never again; no selection leaves it out. */
  async create(data: NewAutomation, call: Call): Promise<object> {
    mustBeSteps(data.steps)
    const { row, secret } = await act(this.house, memberOf(call), scope => createAutomation(scope, data))
    return { ...pickFields(row, call.select), secret }
  }

  async patch(id: string | number, data: AutomationChange, call: Call): Promise<object> {
    mustBeSteps(data.steps ?? [])
    const { row, ...shown } = await act(this.house, memberOf(call), scope =>
      updateAutomation(scope, Number(id), data, call.version)
    )
    return { ...pickFields(row, call.select), ...shown }
  }

  async remove(id: string | number | null, call: Call): Promise<object> {
    const row = await act(this.house, memberOf(call), scope => removeAutomation(scope, Number(id), call.version))
    return pickFields(row, call.select)
  }
}
