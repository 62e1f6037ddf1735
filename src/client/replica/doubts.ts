import type { ConversationTable } from './conversation-table.ts'
import { PAGE, type Source } from './source.ts'

/** Asks about conversations of which only the server knows whether they are still in sight, and how they stand. */
export interface Doubts {
  /** Asks at once. @throws what the server or the network says; nothing is known then. */
  settle(ids: Iterable<number>): Promise<void>
  /** Asks soon, and again until it is answered. */
  raise(ids: Iterable<number>): void
  stop(): void
}

interface Options {
  readonly source: Source
  readonly table: ConversationTable
  /** Neither answered nor known. */
  onAbsent(id: number): void
}

const AGAIN_MS = 2_000

export function createDoubts({ source, table, onAbsent }: Options): Doubts {
  const raised = new Set<number>()
  let isAsking = false
  let timer: ReturnType<typeof setTimeout> | undefined

  /** Answers which are as doubtful as before: absent, though something was heard of them meanwhile. */
  async function ask(ids: readonly number[]): Promise<number[]> {
    const asOf = table.moment()
    const { data } = await source.conversations({ id: { $in: ids }, $limit: PAGE })
    for (const row of data) table.put(row)
    const answered = new Set(data.map(row => row.id))
    const absent = ids.filter(id => !answered.has(id))
    for (const id of absent) table.dropAbsent(id, asOf)
    for (const id of absent) if (!table.get(id)) onAbsent(id)
    return absent.filter(id => table.get(id))
  }

  async function settle(ids: Iterable<number>): Promise<void> {
    const open = [...ids]
    while (open.length > 0) open.push(...(await ask(open.splice(0, PAGE))))
  }

  async function work(): Promise<void> {
    timer = undefined
    const now = [...raised]
    if (isAsking || now.length === 0) return
    isAsking = true
    raised.clear()
    try {
      await settle(now)
    } catch {
      for (const id of now) raised.add(id)
    }
    isAsking = false
    if (raised.size > 0) timer ??= setTimeout(() => void work(), AGAIN_MS)
  }

  return {
    settle,
    raise(ids) {
      for (const id of ids) raised.add(id)
      timer ??= setTimeout(() => void work(), 0)
    },
    stop() {
      clearTimeout(timer)
      raised.clear()
    }
  }
}
