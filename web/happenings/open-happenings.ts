import type { Live } from '../../src/client/index.ts'
import { createCell } from '../../src/client/live.ts'
import type { LogEvent } from '../../src/client/wire.ts'
import { client } from '../session/client.ts'
import { HAPPENINGS, isHappening } from './sentence.ts'

const MOST = 50

export interface LiveHappenings extends Live<readonly LogEvent[]> {
  close(): void
}

/** The latest happenings of a conversation in the order of `seq`, and those to come; asked anew when the line is back. */
export function openHappenings(conversationId: number): LiveHappenings {
  const events = createCell<readonly LogEvent[]>([])
  const service = client.service('conversation-events')
  const add = (more: readonly LogEvent[]): void => {
    const known = new Map([...events.get(), ...more].map(event => [event.id, event]))
    events.set([...known.values()].sort((one, other) => (one.seq ?? 0) - (other.seq ?? 0)))
  }
  const hear = (event: LogEvent): void => {
    if (event.conversation_id === conversationId && isHappening(event)) add([event])
  }
  const load = (): void => {
    if (client.status.get() !== 'live') return
    const query = {
      conversation_id: conversationId,
      type: { $in: HAPPENINGS },
      $sort: { seq: -1 as const },
      $limit: MOST
    }
    // Without them the thread is whole all the same.
    service.find({ query }).then(
      page => add(page.data),
      () => {}
    )
  }
  service.on('created', hear)
  const forget = client.status.subscribe(load)
  load()
  return {
    get: events.get,
    subscribe: events.subscribe,
    close() {
      forget()
      service.off('created', hear)
    }
  }
}
