import type { Knex } from 'knex'
import { visibleConversations } from '../../actions/access.ts'
import { cancelExecution } from '../../actions/cancel-execution.ts'
import { rehearseAutomation } from '../../actions/rehearse-automation.ts'
import { act, type House } from '../../actions/scope.ts'
import { type Order, runAutomation } from '../../actions/start-execution.ts'
import type { Member } from '../../model/actor.ts'
import { type Call, memberOf } from '../call.ts'
import { RowReader } from '../row-reader.ts'
import { pickFields } from '../select.ts'
import { executionResource } from './automations.schema.ts'

/** An execution is seen by whoever sees its conversation, as long as that is there. */
function seen(builder: Knex.QueryBuilder, member: Member): void {
  builder.whereIn('automation_executions.conversation_id', own => {
    own.select('id').from('conversations').whereNull('deleted_at')
    visibleConversations(member, own)
  })
}

export class Executions extends RowReader {
  constructor(house: House) {
    super(house, executionResource, seen)
  }

  async create({ dry_run, ...order }: Order & { dry_run?: boolean }, call: Call): Promise<object> {
    const member = memberOf(call)
    if (dry_run) return rehearseAutomation(this.house, member, order)
    const row = await act(this.house, member, scope => runAutomation(scope, order))
    return pickFields(row, call.select)
  }

  async patch(id: string | number, _: object, call: Call): Promise<object> {
    const row = await act(this.house, memberOf(call), scope => cancelExecution(scope, String(id)))
    return pickFields(row, call.select)
  }
}
