import type { Knex } from 'knex'
import type { Static } from 'typebox'
import { visibleConversations } from '../../actions/access.ts'
import { examineUpload, keepUpload } from '../../actions/confirm-file.ts'
import { type Linked, linkTo, READER_SECONDS } from '../../actions/file-link.ts'
import { act, type House } from '../../actions/scope.ts'
import type { Member } from '../../model/actor.ts'
import { isUuid } from '../../platform/ids.ts'
import type { Page } from '../../platform/query/index.ts'
import { prepared } from '../../platform/set-wise.ts'
import { type Call, memberOf } from '../call.ts'
import { RowReader } from '../row-reader.ts'
import { pickFields } from '../select.ts'
import { type fileDataSchema, fileResource } from './conversation-files.schema.ts'
import { s3Path, wireFile } from './file.wire.ts'

/** A file of a conversation is seen by whoever sees it, as long as that is there; any other by every member. */
function seen(builder: Knex.QueryBuilder, member: Member): void {
  builder.where(file => {
    file.whereNull('files.conversation_id').orWhereIn('files.conversation_id', visible => {
      visible.select('id').from('conversations').whereNull('deleted_at')
      visibleConversations(member, visible)
    })
  })
}

type Shown = Readonly<Record<string, unknown>>

export class ConversationFiles extends RowReader {
  constructor(house: House) {
    super(house, fileResource, seen)
  }

  override async find(call: Call): Promise<Page<object>> {
    const page = await this.page(call)
    return { ...page, data: await this.#linked(page.data, memberOf(call)) }
  }

  override async get(id: string | number, call: Call): Promise<object> {
    const row = await super.get(id, call)
    const [linked] = await this.#linked([row], memberOf(call))
    return linked ?? row
  }

  async prepareCreate(data: Static<typeof fileDataSchema>, call: Call): Promise<() => Promise<object>> {
    const member = memberOf(call)
    const examined = await examineUpload(this.house, member, data)
    return async () => {
      const row = await act(this.house, member, scope => keepUpload(scope, examined))
      const [linked] = await this.#linked([wireFile(row, this.house)], member)
      return pickFields(linked ?? {}, call.select)
    }
  }

  async create(data: Static<typeof fileDataSchema>, call: Call): Promise<object> {
    return (await this.prepareCreate(data, call))()
  }

  /** Puts into each row what only this reader gets. */
  async #linked(rows: readonly object[], member: Member): Promise<Shown[]> {
    const shown: Shown[] = rows.map(row => ({ ...row }))
    const ids = shown.flatMap(({ id, url }) => (url !== undefined && isUuid(id) ? [id] : []))
    const sources = new Map((await this.#sources(member, ids)).map(source => [source.id, source]))
    return Promise.all(shown.map(row => this.#withLinks(row, sources.get(String(row['id'])))))
  }

  async #withLinks(row: Shown, source: Linked | undefined): Promise<Shown> {
    const { s3_key, s3_path, url, url_expires_at } = row
    const now = this.house.clock.now().getTime()
    return {
      ...row,
      ...(s3_path !== undefined && { s3_path: s3Path(this.house, keyIn(s3_key ?? s3_path)) }),
      ...(url !== undefined && { url: source ? await linkTo(this.house, source) : null }),
      ...(url_expires_at !== undefined && {
        url_expires_at: source ? new Date(now + READER_SECONDS * 1_000).toISOString() : null
      })
    }
  }

  #sources({ organization_id }: Member, ids: readonly string[]): Promise<(Linked & { readonly id: string })[]> {
    if (ids.length === 0) return Promise.resolve([])
    return this.house.unitOfWork.query(
      prepared(
        `select id, bucket_key, file_name, file_type from files
         where organization_id = $1 and id = any($2::uuid[]) and state = 'ready'`,
        [organization_id, ids]
      )
    )
  }
}

/** A row that was written down for others has the path already. */
function keyIn(value: unknown): string {
  return String(value).replace(/^s3:\/\/[^/]+\//, '')
}
