import type { Knex } from 'knex'
import type { House } from '../actions/scope.ts'
import type { Member } from '../model/actor.ts'
import { Refusal } from '../model/errors.ts'
import { type Condition, type Page, type Resource, readPage, readRow } from '../platform/query/index.ts'
import type { WrittenJson } from '../platform/written-json.ts'
import { type Call, memberOf } from './call.ts'

/** Narrows a query to the rows a member may see, beyond its organization's. `where`: what is asked for anyway. */
export type Sight = (builder: Knex.QueryBuilder, member: Member, where: readonly Condition[]) => void

/** What a find answers: over REST a page that is written already, for everybody else its value. */
export type Found = Page<object> | WrittenJson<Page<object>>

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

  /** What the resource's own filters need to know, where that is more than who asks. */
  protected async contextOf(call: Call): Promise<Member> {
    return memberOf(call)
  }

  /** Gives a row a shape that its statement does not. Where there is none, rows leave as they were read. */
  protected finish?(row: object): object

  async find(call: Call): Promise<Found> {
    return call.source === 'rest' && !this.finish ? this.read(call) : this.page(call)
  }

  async page(call: Call): Promise<Page<object>> {
    const page = (await this.read(call)).parse()
    return { ...page, data: page.data.map(row => this.finish?.(row) ?? row) }
  }

  /** @throws Refusal `not_found`, also for what the member may not see */
  async get(id: string | number, call: Call): Promise<object> {
    const written = await readRow(
      this.house.database,
      this.resource,
      id,
      call.select,
      this.reader(call, memberOf(call))
    )
    if (!written) throw new Refusal('not_found')
    const row = written.parse()
    return this.finish?.(row) ?? row
  }

  private async read(call: Call): Promise<WrittenJson<Page<object>>> {
    if (!call.query) throw new Refusal('bad_query')
    return readPage(this.house.database, this.resource, call.query, this.reader(call, await this.contextOf(call)))
  }

  private reader(call: Call, member: Member) {
    const { sight } = this
    const where = call.query?.where ?? []
    return {
      tenant: member.organization_id,
      context: member,
      ...(sight && { sees: (builder: Knex.QueryBuilder) => sight(builder, member, where) })
    }
  }
}
