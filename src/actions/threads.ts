import { prepared } from '../platform/set-wise.ts'
import type { Transaction } from '../platform/unit-of-work.ts'
import type { Thread } from './ledger.ts'
import { CONVERSATION_COLUMNS, type ContactSummary, type ThreadRow } from './rows.ts'

/** A conversation's name in the whole house. */
export interface ThreadKey {
  readonly organization_id: number
  readonly id: number
}

const CONTACT_COLUMNS = ['first_name', 'last_name', 'email', 'phone', 'company_name', 'avatar_url'] as const

/** Columns of a thread: those of `conversations` as `c`, and the contact's beside it from `contacts` as `k`. */
export const THREAD_COLUMNS = [
  ...Object.keys(CONVERSATION_COLUMNS).map(name => `c.${name}`),
  ...CONTACT_COLUMNS.map(name => `k.${name} as contact_${name}`)
].join(', ')

type ContactColumns = Readonly<Record<`contact_${(typeof CONTACT_COLUMNS)[number]}`, string | null>>
export type FlatThread = Omit<ThreadRow, 'contact'> & ContactColumns

/** Gives the flat row of a join its shape. */
export function threadOf(flat: FlatThread): ThreadRow {
  const {
    contact_first_name,
    contact_last_name,
    contact_email,
    contact_phone,
    contact_company_name,
    contact_avatar_url,
    ...row
  } = flat
  const contact: ContactSummary = {
    id: row.contact_id,
    first_name: contact_first_name,
    last_name: contact_last_name,
    email: contact_email,
    phone: contact_phone,
    company_name: contact_company_name,
    avatar_url: contact_avatar_url
  }
  return { ...row, contact }
}

const LOCK = `
  select ${THREAD_COLUMNS}
  from unnest($1::bigint[], $2::bigint[]) as w(organization_id, id)
  join conversations c on c.organization_id = w.organization_id and c.id = w.id
  join contacts k on k.organization_id = c.organization_id and k.id = c.contact_id
  where c.deleted_at is null
  order by c.organization_id, c.id
  for update of c`

/** Locks conversations, always in the same order, so that two transactions never wait for each other in a ring. */
export async function lockThreads(tx: Transaction, keys: readonly ThreadKey[]): Promise<Map<number, Thread>> {
  const unique = [...new Map(keys.map(key => [key.id, key])).values()]
  if (unique.length === 0) return new Map()
  const rows = await tx.query<FlatThread>(
    prepared(LOCK, [unique.map(key => key.organization_id), unique.map(key => key.id)])
  )
  return new Map(rows.map(row => [row.id, threadUnderLock(row)]))
}

export function threadUnderLock(flat: FlatThread): Thread {
  const row = threadOf(flat)
  return { before: row, stored: row, row }
}
