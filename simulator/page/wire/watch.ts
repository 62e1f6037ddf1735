import { ask } from './call.ts'
import { eventsOf, type StreamEvent } from './events.ts'
import type { Channel, Phone, Traffic } from './shapes.ts'
import { channels, isLive, keepChannel, keepPhone, noteTraffic } from './world.ts'

const AGAIN_MS = 1_500
const FIRST_PHONES = 12

/** Follows the network, and comes back after every break, until the answered function is called. */
export function watch(): () => void {
  const end = new AbortController()
  let timer: ReturnType<typeof setTimeout> | undefined

  async function follow(): Promise<void> {
    try {
      const { body } = await ask('events', { signal: end.signal })
      await load()
      isLive.set(true)
      if (body) for await (const event of eventsOf(body)) hear(event)
    } catch {
      // Whoever may not come in is shown the door; all else passes with time.
    }
    isLive.set(false)
    if (!end.signal.aborted) timer = setTimeout(() => void follow(), AGAIN_MS)
  }

  void follow()
  return () => {
    clearTimeout(timer)
    end.abort()
  }
}

async function load(): Promise<void> {
  const { data }: { data: Channel[] } = await (await ask('channels')).json()
  channels.set(data)
  const first = data.flatMap(({ id, phones }) => phones.slice(0, FIRST_PHONES).map(phone => loadPhone(id, phone.id)))
  await Promise.all(first)
}

export async function loadPhone(channelId: number, phoneId: string): Promise<void> {
  const phone: Phone = await (await ask(`channels/${channelId}/phones/${phoneId}`)).json()
  keepPhone(phone)
}

function hear({ event, data }: StreamEvent): void {
  if (event === 'channel') keepChannel(read<Channel>(data))
  else if (event === 'phone') keepPhone(read<Phone>(data))
  else if (event === 'call' || event === 'webhook') noteTraffic({ ...read<Traffic>(data), kind: event })
}

function read<Shape>(data: string): Shape {
  return JSON.parse(data)
}
