import type { Live } from '../../src/client/index.ts'
import { createCell } from '../../src/client/live.ts'
import type { Typing } from '../../src/client/wire.ts'
import { client } from '../session/client.ts'

/** Somewhat longer than a sign stands, so that one that is renewed does not flicker. */
const LASTS_MS = 6_000

/** The names of those who are writing. */
export interface LiveWriters extends Live<readonly string[]> {
  close(): void
}

/** Which colleagues are writing in a conversation just now. */
export function openWriters(conversationId: number): LiveWriters {
  const names = createCell<readonly string[]>([])
  const timers = new Map<string, ReturnType<typeof setTimeout>>()
  const service = client.service('conversation-typing')
  const lose = (name: string): void => {
    clearTimeout(timers.get(name))
    timers.delete(name)
    names.set([...timers.keys()])
  }
  const hear = ({ conversation_id, on, by }: Typing): void => {
    if (conversation_id !== conversationId || !by.name) return
    const { name } = by
    lose(name)
    if (!on) return
    timers.set(
      name,
      setTimeout(() => lose(name), LASTS_MS)
    )
    names.set([...timers.keys()])
  }
  service.on('created', hear)
  return {
    get: names.get,
    subscribe: names.subscribe,
    close() {
      service.off('created', hear)
      for (const timer of timers.values()) clearTimeout(timer)
    }
  }
}
