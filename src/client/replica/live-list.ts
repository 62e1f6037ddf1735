import { createCell } from '../live.ts'
import type { ConversationQuery } from '../query.ts'
import type { ListState, LiveList } from '../replica.ts'
import type { Conversation, Page } from '../wire.ts'
import type { Change, ConversationTable } from './conversation-table.ts'
import { matcherOf } from './matching.ts'
import { orderOf } from './ordering.ts'
import type { Pace } from './pace.ts'
import { PAGE, type Source } from './source.ts'

/** A list and what it has to be told. */
export interface KeptList extends LiveList {
  holds(id: number): boolean
  hear(change: Change): void
  /** Forgets its rows. */
  clear(): void
  /** Begins with a new snapshot, of as many rows as it has. false: there was no answer. */
  reload(): Promise<boolean>
}

interface Options {
  readonly query: ConversationQuery
  readonly table: ConversationTable
  readonly source: Source
  readonly pace: Pace
  /** Asks whether these are still in sight; the answer comes through the table. */
  verify(ids: readonly number[]): void
  onClose(list: KeptList): void
}

type Timer = ReturnType<typeof setTimeout>

const LATER_MS = 2_000

/** Its rows are those the query finds up to the last one loaded; `edge` is that row as it was then. */
export function createLiveList({ query, table, source, pace, verify, onClose }: Options): KeptList {
  const matches = matcherOf(query)
  const order = orderOf(query.$sort)
  const size = Math.min(query.$limit ?? PAGE, PAGE)
  const state = createCell<ListState>({
    rows: [],
    total: 0,
    isLowerBound: false,
    complete: false,
    loading: true,
    error: null
  })
  let members = new Map<number, Conversation>()
  let edge: Conversation | null = null
  let cursor: string | undefined
  let complete = false
  let total = 0
  let isLowerBound = false
  let generation = 0
  let asking = 0
  let failure: Error | null = null
  let later: Timer | undefined

  const changed = (): void => pace.soon(publish)

  function publish(): void {
    const rows = [...members.values()].sort(order)
    const before = state.get()
    const same = rows.length === before.rows.length && rows.every((row, index) => row === before.rows[index])
    state.set({
      rows: same ? before.rows : rows,
      total: complete ? rows.length : Math.max(total, rows.length),
      isLowerBound: !complete && isLowerBound,
      complete,
      loading: asking > 0,
      error: failure
    })
  }

  function consider(row: Conversation): void {
    const isIn = matches ? matches(row) : members.has(row.id)
    if (isIn && (complete || (edge && order(row, edge) <= 0))) members.set(row.id, row)
    else members.delete(row.id)
  }

  async function ask(work: (isMine: () => boolean) => Promise<void>): Promise<boolean> {
    const mine = generation
    asking++
    changed()
    try {
      await work(() => mine === generation)
      failure = null
    } catch (error) {
      failure = error instanceof Error ? error : new Error(String(error))
    }
    asking--
    changed()
    return failure === null
  }

  const pageAfter = ($cursor?: string): Promise<Page<Conversation>> =>
    source.conversations({ ...query, $limit: size, ...($cursor !== undefined && { $cursor }) })

  function goTo({ data, next_cursor }: Page<Conversation>): void {
    edge = data.at(-1) ?? edge
    cursor = next_cursor
    complete = next_cursor === undefined
  }

  /** What was heard while the answer was on its way is newer than the answer. */
  function take(rows: readonly Conversation[], asOf: number): void {
    for (const row of rows) {
      table.put(row)
      const known = table.get(row.id)
      if (known && (matches || known.last_seq <= row.last_seq)) members.set(row.id, known)
    }
    for (const row of [...members.values(), ...table.since(asOf)]) consider(row)
  }

  function reload(): Promise<boolean> {
    generation++
    clearTimeout(later)
    later = undefined
    return ask(async isMine => {
      const asOf = table.moment()
      const pages = [await pageAfter()]
      for (let last = pages[0]; last?.next_cursor !== undefined && countOf(pages) < members.size; ) {
        last = await pageAfter(last.next_cursor)
        pages.push(last)
      }
      const rows = pages.flatMap(page => page.data)
      const first = pages[0]
      const last = pages.at(-1)
      if (!isMine() || !first || !last) return
      const loaded = new Set(rows.map(row => row.id))
      const missing = [...members.keys()].filter(id => !loaded.has(id))
      members = new Map()
      count(first)
      goTo(last)
      take(rows, asOf)
      if (missing.length > 0) verify(missing)
    })
  }

  async function more(): Promise<void> {
    const from = cursor
    if (complete || from === undefined || asking > 0) return
    await ask(async isMine => {
      const asOf = table.moment()
      const page = await pageAfter(from)
      if (!isMine()) return
      goTo(page)
      take(page.data, asOf)
    })
  }

  function count(page: Page<Conversation>): void {
    total = page.total
    isLowerBound = page.total_is_lower_bound === true
  }

  /** Only the server can tell how many there are, or which. */
  function askLater(): void {
    later ??= setTimeout(() => {
      later = undefined
      if (!matches) return void reload()
      if (complete || isLowerBound) return
      void ask(async isMine => {
        const page = await source.conversations({ ...query, $limit: 1, $select: ['id'] })
        if (isMine()) count(page)
      })
    }, LATER_MS)
  }

  /** A row that was not known may have been counted. */
  function recount({ before, after }: Change): void {
    if (!matches || complete) return
    const isIn = after !== undefined && matches(after)
    if (before) total += Number(isIn) - Number(matches(before))
    else if (isIn) askLater()
  }

  const list: KeptList = {
    get: state.get,
    subscribe: state.subscribe,
    more,
    reload,
    holds: id => members.has(id),
    hear(change) {
      recount(change)
      if (change.after) consider(change.after)
      else members.delete(change.id)
      if (!matches) askLater()
      if (!complete && cursor !== undefined && members.size < size / 2) void more()
      changed()
    },
    clear() {
      generation++
      members = new Map()
      edge = null
      cursor = undefined
      complete = false
      total = 0
      changed()
    },
    close() {
      generation++
      clearTimeout(later)
      onClose(list)
    }
  }
  return list
}

function countOf(pages: readonly Page<unknown>[]): number {
  return pages.reduce((sum, page) => sum + page.data.length, 0)
}
