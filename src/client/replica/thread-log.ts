import type { Message } from '../wire.ts'

/** One event of a conversation as it was heard: what it did to which message, if it was about one. */
export interface Told {
  readonly seq: number
  readonly message?: Message
  /** The message is no longer there. */
  readonly removed?: true
}

/**
 * What was said in one conversation. Events are held back until all before them have come; a row of a message is at
 * least as new as the event it came with, so that the later event's row stands whatever order they come in.
 */
export interface ThreadLog {
  /** The last page: `at` is a number of the conversation that had been reached when it was read. */
  load(rows: readonly Message[], at: number, isWhole: boolean): void
  /** The page before the first row; `at` as in `load`. */
  loadEarlier(rows: readonly Message[], at: number, isWhole: boolean): void
  hear(told: Told): void
  /** The conversation has come as far as this, whether the event was heard or not. */
  expect(seq: number): void
  /** What was missing after `reached()`: all messages that events up to `upTo` were about, as they are now. */
  fill(upTo: number, about: readonly string[], rows: readonly Message[]): void
  /** Up to this event nothing is missing. -1: nothing is loaded. */
  reached(): number
  isMissing(): boolean
  /** In the order of `seq`; the same array until something changes. */
  rows(): readonly Message[]
  hasEarlier(): boolean
  /** Keeps the last rows and forgets the others. */
  trim(most: number): void
}

interface Entry {
  readonly row: Message | null
  /** It is at least as new as this event. */
  readonly asOf: number
}

// What is held back beyond this is not worth its memory: it is asked for again.
const MOST_HELD = 500

export function createThreadLog(): ThreadLog {
  const entries = new Map<string, Entry>()
  const held = new Map<number, Told>()
  let reached = -1
  let expected = -1
  /** Messages below it are not loaded. 0: there are none. */
  let floor = 0
  let shown: readonly Message[] | null = []

  function put(id: string, row: Message | null, asOf: number): void {
    const known = entries.get(id)
    if (known && known.asOf > asOf) return
    const same = known?.row && row && JSON.stringify(known.row) === JSON.stringify(row) ? known.row : row
    entries.set(id, { row: same, asOf })
    if (same !== known?.row) shown = null
  }

  function apply({ seq, message, removed }: Told): void {
    if (message) put(message.id, removed ? null : message, seq)
  }

  /** Goes on while the next one is there. */
  function goOn(): void {
    for (const seq of held.keys()) if (seq <= reached) held.delete(seq)
    for (let next = held.get(reached + 1); next; next = held.get(reached + 1)) {
      held.delete(next.seq)
      apply(next)
      reached = next.seq
    }
    expected = Math.max(expected, reached)
  }

  function take(rows: readonly Message[], at: number, isWhole: boolean): void {
    for (const row of rows) put(row.id, row, at)
    floor = isWhole ? 0 : Math.min(...rows.map(row => row.seq))
    shown = null
  }

  /** What a newer answer about the same stretch does not have is gone; what lies before it is no longer loaded. */
  function forgetUnlike(rows: readonly Message[], at: number): void {
    const ids = new Set(rows.map(row => row.id))
    for (const [id, { row, asOf }] of entries) if (asOf <= at && row && !ids.has(id)) entries.delete(id)
  }

  function rowsNow(): readonly Message[] {
    shown ??= [...entries.values()]
      .flatMap(({ row }) => (row && row.seq >= floor ? [row] : []))
      .sort((a, b) => a.seq - b.seq)
    return shown
  }

  return {
    load(rows, at, isWhole) {
      forgetUnlike(rows, at)
      take(rows, at, isWhole)
      reached = Math.max(reached, at)
      goOn()
    },
    loadEarlier: take,
    hear(told) {
      expected = Math.max(expected, told.seq)
      if (told.seq <= reached) return
      if (held.size < MOST_HELD || told.seq === reached + 1) held.set(told.seq, told)
      if (reached >= 0) goOn()
    },
    expect(seq) {
      expected = Math.max(expected, seq)
    },
    fill(upTo, about, rows) {
      const byId = new Map(rows.map(row => [row.id, row]))
      for (const id of about) put(id, byId.get(id) ?? null, upTo)
      reached = Math.max(reached, upTo)
      goOn()
    },
    reached: () => reached,
    isMissing: () => reached >= 0 && expected > reached,
    rows: rowsNow,
    hasEarlier: () => floor > 0,
    trim(most) {
      const rows = rowsNow()
      const first = rows.at(-most)
      if (!first || rows.length <= most) return
      floor = first.seq
      for (const [id, { row }] of entries) if (!row || row.seq < floor) entries.delete(id)
      shown = null
    }
  }
}
