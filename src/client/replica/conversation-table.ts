import type { Contact, Conversation } from '../wire.ts'

/** A row that came, went or changed. */
export interface Change {
  readonly id: number
  readonly before: Conversation | undefined
  readonly after: Conversation | undefined
}

/**
 * The conversations this client knows. What is heard may come in any order, late or twice, and answers may be older
 * than what was heard while they were on their way: `last_seq` says which is the newer.
 */
export interface ConversationTable {
  get(id: number): Conversation | undefined
  /** Takes a row, unless a newer one is here or it went out of sight as new as this. */
  put(row: Conversation): void
  /** It is out of sight; `row` is what it was when it was seen last. */
  drop(row: Conversation): void
  /** An answer did not have it. Nothing happens if something was heard of it since `asOf`. */
  dropAbsent(id: number, asOf: number): void
  /** A contact changed; its conversations show it. */
  show(contact: Contact): void
  /** Counts what happens here. */
  moment(): number
  /** What has come or changed since a moment. */
  since(moment: number): Conversation[]
  ids(): number[]
  /** Begins anew: what was out of sight may be seen again, unchanged, and what nobody looks at may be out of sight. */
  forgetAllBut(isHeld: (id: number) => boolean): void
  clear(): void
}

interface Entry {
  readonly row: Conversation
  readonly moment: number
}

interface Options {
  /** Rows that somebody looks at are never put away. */
  isHeld(id: number): boolean
  onChange(change: Change): void
}

const MOST_ROWS = 2_000
const MOST_DROPPED = 5_000

export function createConversationTable({ isHeld, onChange }: Options): ConversationTable {
  const entries = new Map<number, Entry>()
  const dropped = new Map<number, number>()
  let moment = 0

  function keep(id: number, before: Conversation | undefined, row: Conversation): void {
    entries.delete(id)
    entries.set(id, { row, moment: ++moment })
    if (entries.size > MOST_ROWS) putAway(entries, each => each !== id && !isHeld(each))
    onChange({ id, before, after: row })
  }

  function remove(id: number, before: Conversation | undefined, seq: number): void {
    dropped.delete(id)
    dropped.set(id, seq)
    if (dropped.size > MOST_DROPPED) putAway(dropped, () => true)
    moment++
    if (entries.delete(id)) onChange({ id, before, after: undefined })
  }

  return {
    get: id => entries.get(id)?.row,
    put(row) {
      const before = entries.get(row.id)?.row
      if (row.last_seq <= (dropped.get(row.id) ?? -1)) return
      if (before && (before.last_seq > row.last_seq || isSame(before, row))) return
      dropped.delete(row.id)
      keep(row.id, before, row)
    },
    drop(row) {
      const before = entries.get(row.id)?.row
      const known = Math.max(before?.last_seq ?? -1, dropped.get(row.id) ?? -1)
      if (known > row.last_seq) return
      remove(row.id, before, row.last_seq)
    },
    dropAbsent(id, asOf) {
      const entry = entries.get(id)
      if (entry && entry.moment <= asOf) remove(id, entry.row, entry.row.last_seq)
    },
    show(contact) {
      for (const { row } of [...entries.values()]) {
        if (row.contact_id !== contact.id) continue
        const shown = { ...row, contact: summaryOf(row, contact) }
        if (!isSame(row, shown)) keep(row.id, row, shown)
      }
    },
    moment: () => moment,
    since: asOf => [...entries.values()].filter(entry => entry.moment > asOf).map(entry => entry.row),
    ids: () => [...entries.keys()],
    forgetAllBut(isWanted) {
      dropped.clear()
      for (const id of [...entries.keys()]) if (!isWanted(id)) entries.delete(id)
    },
    clear() {
      dropped.clear()
      for (const [id, { row }] of [...entries]) {
        entries.delete(id)
        onChange({ id, before: row, after: undefined })
      }
    }
  }
}

/** Puts away the oldest that may go. */
function putAway<Value>(map: Map<number, Value>, mayGo: (id: number) => boolean): void {
  for (const id of map.keys()) {
    if (!mayGo(id)) continue
    map.delete(id)
    return
  }
}

/** A contact tells only what has changed of it; the rest stays as it is shown. */
function summaryOf({ contact }: Conversation, now: Contact): Conversation['contact'] {
  const { id, first_name, last_name, email, phone, company_name, avatar_url } = { ...contact, ...now }
  return { id, first_name, last_name, email, phone, company_name, avatar_url }
}

function isSame(a: object, b: object): boolean {
  return JSON.stringify(a) === JSON.stringify(b)
}
