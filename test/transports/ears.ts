import { socketAs } from '../support/clients.ts'

type Socketed = Awaited<ReturnType<typeof socketAs>>

/** One thing a socket was told. */
export interface Heard {
  readonly event: string
  readonly row: Readonly<Record<string, unknown>>
}

/** A socket that writes down all it is told. */
export interface Ear extends Socketed {
  readonly heard: Heard[]
  /** All it was told until now, once that has come over the wire; and begins anew. */
  take(): Promise<Heard[]>
  /** The connection ends, whoever ends it. */
  readonly left: Promise<unknown>
}

export async function listening(
  url: string,
  login: Parameters<typeof socketAs>[1],
  options: Parameters<typeof socketAs>[2] = {}
): Promise<Ear> {
  const client = await socketAs(url, login, { reconnectionDelay: 1, reconnectionDelayMax: 5, ...options })
  const heard: Heard[] = []
  client.socket.onAny((event: string, row: object) => {
    // How far the log has come in all says nothing about anybody.
    if (event !== 'conversation-events head') heard.push({ event, row: { ...row } })
  })
  return {
    ...client,
    heard,
    left: new Promise(resolve => client.socket.once('disconnect', resolve)),
    async take() {
      // What is told to one socket arrives in order: the answer comes after all that was said before.
      await new Promise(resolve => client.socket.emit('find', 'organizations', {}, resolve))
      return heard.splice(0)
    }
  }
}

export const names = (heard: readonly Heard[]): string[] => [...new Set(heard.map(({ event }) => event))].sort()

/** What tells of a conversation, its messages or its log. */
export function ofConversation(heard: readonly Heard[], id: unknown): Heard[] {
  return heard.filter(({ event, row }) =>
    event.startsWith('conversations ') ? row['id'] === id : row['conversation_id'] === id
  )
}
