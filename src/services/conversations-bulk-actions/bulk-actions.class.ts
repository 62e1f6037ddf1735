import type { Knex } from 'knex'
import type { Static } from 'typebox'
import { type BulkActionRow, readBulkAction } from '../../actions/bulk-action-row.ts'
import { cancelBulkAction } from '../../actions/cancel-bulk-action.ts'
import { type BulkWish, createBulkAction } from '../../actions/create-bulk-action.ts'
import { rehearseBulkAction } from '../../actions/rehearse-bulk-action.ts'
import { runBulkAction } from '../../actions/run-bulk-action.ts'
import { act, type House } from '../../actions/scope.ts'
import { undoBulkAction } from '../../actions/undo-bulk-action.ts'
import { isAtLeast, type Member } from '../../model/actor.ts'
import { MOST_WAITED_FOR } from '../../model/bulk-action.ts'
import { type Call, memberOf } from '../call.ts'
import { RowReader } from '../row-reader.ts'
import { pickFields } from '../select.ts'
import { bulkActionResource, type cancelSchema, type undoSchema } from './bulk-actions.schema.ts'
import { type BulkActionData, changeIn, meantIn } from './wishes.ts'

/** Those of others are for admins. */
function own(builder: Knex.QueryBuilder, member: Member): void {
  if (!isAtLeast(member, 'admin')) builder.where('bulk_actions.user_id', member.user_id)
}

class BulkReader extends RowReader {
  constructor(house: House) {
    super(house, bulkActionResource, own)
  }

  /** Few conversations are waited for; many go on by themselves. */
  protected async ended(row: BulkActionRow, call: Call): Promise<object> {
    const isWaitedFor = row.status === 'running' && row.total_count <= MOST_WAITED_FOR
    if (!isWaitedFor) return pickFields(row, call.select)
    const actor = async (): Promise<Member> => memberOf(call)
    await runBulkAction(this.house, row, { actor, mayGoOn: () => true })
    return pickFields(await readBulkAction(this.house, row), call.select)
  }
}

export class BulkActions extends BulkReader {
  async prepareCreate(data: BulkActionData, call: Call): Promise<() => Promise<object>> {
    const change = changeIn(data)
    const meant = await meantIn(this.house, memberOf(call), data)
    const wish: BulkWish = { action: data.action, change, ...meant }
    return () => (data.dry_run ? this.rehearse(wish, call) : this.begin(wish, call))
  }

  async create(data: BulkActionData, call: Call): Promise<object> {
    return (await this.prepareCreate(data, call))()
  }

  private async begin(wish: BulkWish, call: Call): Promise<object> {
    const member = memberOf(call)
    const row = await act(this.house, member, scope => createBulkAction(scope, member, wish))
    return this.ended(row, call)
  }

  private async rehearse(wish: BulkWish, call: Call): Promise<object> {
    const member = memberOf(call)
    return act(this.house, member, scope => rehearseBulkAction(scope, member, wish))
  }

  async patch(id: string | number, _: Static<typeof cancelSchema>, call: Call): Promise<object> {
    const member = memberOf(call)
    const row = await act(this.house, member, scope => cancelBulkAction(scope, member, Number(id)))
    return pickFields(row, call.select)
  }
}

/** Takes a bulk action back. */
export class Undoing extends BulkReader {
  async create({ id }: Static<typeof undoSchema>, call: Call): Promise<object> {
    const member = memberOf(call)
    const row = await act(this.house, member, scope => undoBulkAction(scope, member, id))
    return this.ended(row, call)
  }
}
