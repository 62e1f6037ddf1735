import { prepared } from '../platform/set-wise.ts'
import { CONTACT_COLUMNS, type ContactRow } from './contact-row.ts'
import { recordRow } from './record.ts'
import type { Scope } from './scope.ts'

// The ledger writes a chunk in one statement; more would only make that statement longer.
const CHUNK = 500

const WEARERS = `
  select ${CONTACT_COLUMNS} from contacts page
  where page.organization_id = $1 and page.id > $3 and page.deleted_at is null and page.merged_into_id is null and page.id in
    (select contact_id from contact_tags where organization_id = $1 and tag_id = $2)
  order by page.id limit ${CHUNK}`

const UNDRESSED = `
  with off as (
    delete from contact_tags where organization_id = $1 and tag_id = $2 and contact_id in
      (select contact_id from contact_tags where organization_id = $1 and tag_id = $2 and contact_id > $3
       order by contact_id limit ${CHUNK})
    returning contact_id
  )
  select ${CONTACT_COLUMNS} from off
  join contacts page on page.organization_id = $1 and page.id = off.contact_id
  order by page.id`

/** Every contact that wears a tag says that it changed. */
export function showTagged(scope: Scope, tagId: number): Promise<void> {
  return inChunks(scope, tagId, WEARERS)
}

/** Takes a deleted tag off its contacts, each of which says so. */
export function takeOff(scope: Scope, tagId: number): Promise<void> {
  return inChunks(scope, tagId, UNDRESSED)
}

async function inChunks(scope: Scope, tagId: number, statement: string): Promise<void> {
  const { organization_id } = scope.actor
  for (let after = 0, count = CHUNK; count === CHUNK; ) {
    const rows = await scope.tx.query<ContactRow>(prepared(statement, [organization_id, tagId, after]))
    for (const row of rows)
      if (isThere(row)) recordRow(scope, organization_id, 'contact.updated', row, { fields: ['tags'] })
    await scope.ledger.write(scope.tx)
    count = rows.length
    after = rows.at(-1)?.id ?? after
  }
}

function isThere({ deleted_at, merged_into_id }: ContactRow): boolean {
  return deleted_at === null && merged_into_id === null
}
