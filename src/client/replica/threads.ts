import type { LiveThread } from '../replica.ts'
import type { Conversation, LogEvent, Message } from '../wire.ts'
import { createSharedThread, type SharedThread, type ThreadOptions } from './live-thread.ts'

/** The threads that are looked at, and those that were looked at last. */
export interface Threads {
  open(id: number): LiveThread
  holds(id: number): boolean
  ids(): number[]
  hearMessage(message: Message, removed: boolean): void
  hearEvent(event: LogEvent): void
  hearConversation(id: number, row: Conversation | undefined): void
  resume(): void
  /** Forgets those that nobody looks at. */
  forget(): void
  stop(): void
}

interface Kept {
  readonly thread: SharedThread
  watchers: number
}

/** Going back to one of these shows it at once; they stay true meanwhile. */
const MOST_UNWATCHED = 20

export function createThreads(optionsFor: (id: number) => ThreadOptions): Threads {
  const threads = new Map<number, Kept>()

  function keep(id: number): Kept {
    const kept = threads.get(id) ?? { thread: createSharedThread(optionsFor(id)), watchers: 0 }
    threads.delete(id)
    threads.set(id, kept)
    return kept
  }

  function letGo(kept: Kept): void {
    if (--kept.watchers > 0) return
    kept.thread.trim()
    evict(MOST_UNWATCHED)
  }

  function evict(most: number): void {
    const unwatched = [...threads].filter(([, { watchers }]) => watchers === 0)
    for (const [id, { thread }] of unwatched.slice(0, Math.max(0, unwatched.length - most))) {
      thread.stop()
      threads.delete(id)
    }
  }

  return {
    open(id) {
      const kept = keep(id)
      const { thread } = kept
      let isOpen = true
      kept.watchers++
      return {
        get: thread.state.get,
        subscribe: thread.state.subscribe,
        earlier: thread.earlier,
        send: thread.send,
        retry: thread.retry,
        discard: thread.discard,
        close() {
          if (isOpen) letGo(kept)
          isOpen = false
        }
      }
    },
    holds: id => threads.has(id),
    ids: () => [...threads.keys()],
    hearMessage: (message, removed) => threads.get(message.conversation_id)?.thread.hearMessage(message, removed),
    hearEvent(event) {
      if (event.conversation_id !== null) threads.get(event.conversation_id)?.thread.hearEvent(event)
    },
    hearConversation: (id, row) => threads.get(id)?.thread.hearConversation(row),
    resume() {
      for (const { thread } of threads.values()) thread.resume()
    },
    forget: () => evict(0),
    stop() {
      for (const { thread } of threads.values()) thread.stop()
    }
  }
}
