import type { Knex } from 'knex'
import type { House } from '../actions/scope.ts'
import type { Member } from '../model/actor.ts'
import { Refusal } from '../model/errors.ts'
import { compilePage, compileRow, envelope, type Page, type Resource } from '../platform/query/index.ts'
import { type Call, memberOf } from './call.ts'

/** Narrows a query to the rows a member may see, beyond its organization's. */
export type Sight = (builder: Knex.QueryBuilder, member: Member) => void

/** Reads the rows of a resource: one statement a page, one a row, the organization always inside. */
export class RowReader {
  protected readonly house: House
  protected readonly resource: Resource<Member>
  protected readonly sight: Sight | undefined

  constructor(house: House, resource: Resource<Member>, sight?: Sight) {
    this.house = house
    this.resource = resource
    this.sight = sight
  }

  async find(call: Call): Promise<Page<object>> {
    const { query } = call
    if (!query) throw new Refusal('bad_query')
    const rows = await this.house.database.query(compilePage(this.resource, query, this.reader(memberOf(call))))
    return envelope<object>(this.resource, query, rows)
  }

  /** @throws Refusal `not_found`, also for what the member may not see */
  async get(id: string | number, call: Call): Promise<object> {
    const statement = compileRow(this.resource, id, call.select, this.reader(memberOf(call)))
    const [row] = await this.house.database.query(statement)
    if (!row) throw new Refusal('not_found')
    return row
  }

  private reader(member: Member) {
    const { sight } = this
    return {
      tenant: member.organization_id,
      context: member,
      ...(sight && { sees: (builder: Knex.QueryBuilder) => sight(builder, member) })
    }
  }
}
