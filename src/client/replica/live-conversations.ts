import { type Cell, createCell } from '../live.ts'
import type { LiveConversation } from '../replica.ts'
import type { Conversation } from '../wire.ts'
import type { Change, ConversationTable } from './conversation-table.ts'

/** Single conversations that somebody looks at. */
export interface LiveConversations {
  open(id: number): LiveConversation
  holds(id: number): boolean
  ids(): number[]
  hear(change: Change): void
}

interface Watched {
  readonly cell: Cell<Conversation | null>
  watchers: number
}

interface Options {
  readonly table: ConversationTable
  verify(id: number): void
}

export function createLiveConversations({ table, verify }: Options): LiveConversations {
  const watched = new Map<number, Watched>()

  function watch(id: number): Watched {
    const known = table.get(id)
    if (!known) verify(id)
    const fresh = { cell: createCell<Conversation | null>(known ?? null), watchers: 0 }
    watched.set(id, fresh)
    return fresh
  }

  return {
    open(id) {
      const one = watched.get(id) ?? watch(id)
      let isOpen = true
      one.watchers++
      return {
        get: one.cell.get,
        subscribe: one.cell.subscribe,
        close() {
          if (isOpen && --one.watchers === 0) watched.delete(id)
          isOpen = false
        }
      }
    },
    holds: id => watched.has(id),
    ids: () => [...watched.keys()],
    hear: ({ id, after }) => watched.get(id)?.cell.set(after ?? null)
  }
}
