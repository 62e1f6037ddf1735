import type { Connection } from '../connection.ts'
import type { Replica } from '../replica.ts'
import { catchUp, type Missed } from './catch-up.ts'
import { type Change, createConversationTable } from './conversation-table.ts'
import { createDoubts } from './doubts.ts'
import { listenTo } from './ears.ts'
import { createLiveConversations } from './live-conversations.ts'
import { createLiveList, type KeptList } from './live-list.ts'
import { createPace } from './pace.ts'
import { sourceOf } from './source.ts'
import { createThreads } from './threads.ts'

/** A replica and its end. */
export interface KeptReplica extends Replica {
  close(): void
}

type Line = Pick<Connection, 'status' | 'user' | 'service'>

const AGAIN_MS = 1_000

/** Follows a line: a snapshot of what is looked at, then whatever happens, and after a break whatever was missed. */
export function createReplica(line: Line): KeptReplica {
  const source = sourceOf(line)
  const pace = createPace()
  const lists = new Set<KeptList>()
  const table = createConversationTable({ isHeld, onChange })
  const doubts = createDoubts({ source, table, onAbsent: id => threads.hearConversation(id, undefined) })
  const singles = createLiveConversations({ table, verify: id => doubts.raise([id]) })
  const threads = createThreads(id => ({
    id,
    source,
    pace,
    user: line.user.get,
    conversation: () => table.get(id),
    keep: table.put,
    verify: () => doubts.raise([id])
  }))
  let cursor: string | null = null
  let isCaughtUp = false
  let attempt = 0
  let again: ReturnType<typeof setTimeout> | undefined

  function isHeld(id: number): boolean {
    return threads.holds(id) || singles.holds(id) || [...lists].some(list => list.holds(id))
  }

  function onChange(change: Change): void {
    for (const list of lists) list.hear(change)
    threads.hearConversation(change.id, change.after)
    singles.hear(change)
  }

  listenTo(line, {
    conversation: table.put,
    lostConversation: table.drop,
    message: threads.hearMessage,
    event: threads.hearEvent,
    contact: table.show,
    head(next) {
      // A head says that everything before it was told, to whoever was there.
      if (isCaughtUp) cursor = next
    }
  })

  async function resume(): Promise<void> {
    const mine = ++attempt
    clearTimeout(again)
    try {
      const missed = await catchUp(source, cursor, line.user.get())
      if (mine === attempt) await makeGood(missed)
      if (mine !== attempt) return
      cursor = missed.cursor
      isCaughtUp = true
      threads.resume()
    } catch {
      if (mine === attempt) again = setTimeout(() => void resume(), AGAIN_MS)
    }
  }

  async function makeGood({ reset, conversations, contacts }: Missed): Promise<void> {
    if (!reset) return doubts.settle(new Set([...conversations, ...showing(contacts)]))
    table.forgetAllBut(isHeld)
    const loaded = await Promise.all([...lists].map(list => list.reload()))
    if (loaded.includes(false)) throw new Error('A list was not loaded.')
    await doubts.settle(new Set([...threads.ids(), ...singles.ids()]))
  }

  function showing(contacts: ReadonlySet<number>): number[] {
    if (contacts.size === 0) return []
    return table.ids().filter(id => contacts.has(table.get(id)?.contact_id ?? 0))
  }

  function follow(): void {
    const status = line.status.get()
    if (status === 'live') return void resume()
    attempt++
    isCaughtUp = false
    clearTimeout(again)
    if (status === 'signed-out') forget()
  }

  /** Whoever comes next may be somebody else. */
  function forget(): void {
    cursor = null
    for (const list of lists) list.clear()
    table.clear()
    threads.forget()
  }

  const ignore = line.status.subscribe(follow)
  if (line.status.get() === 'live') follow()

  return {
    conversations(query = {}) {
      const onClose = (list: KeptList): void => void lists.delete(list)
      const list = createLiveList({ query, table, source, pace, verify: doubts.raise, onClose })
      lists.add(list)
      if (isCaughtUp) void list.reload()
      return list
    },
    messages: threads.open,
    conversation: singles.open,
    close() {
      ignore()
      attempt++
      clearTimeout(again)
      pace.stop()
      doubts.stop()
      threads.stop()
      for (const list of [...lists]) list.close()
    }
  }
}
