import type { Exchange } from '../exchange.ts'
import type { Line } from '../line.ts'
import type { News } from '../network.ts'
import type { Thread } from '../thread.ts'
import { shownLine, shownPhone } from './shown.ts'

const BEAT_MS = 15_000

/**
 * Server-sent events of the lines of one organization: `channel` and `phone` carry the whole as it is now, at most once a
 * turn; `call` and `webhook` tell what went over the wire.
 */
export function openStream(
  { response }: Exchange,
  listen: (hear: (news: News) => void) => () => void,
  find: (channelId: number) => Line | undefined,
  organizationId: number
): void {
  response.writeHead(200, {
    'content-type': 'text/event-stream',
    'cache-control': 'no-store',
    'x-accel-buffering': 'no',
    'x-content-type-options': 'nosniff'
  })
  response.write(': welcome\n\n')

  const phones = new Map<Thread, number>()
  const channels = new Set<number>()
  let flushing: NodeJS.Immediate | undefined

  function send(event: string, data: object): void {
    response.write(`event: ${event}\ndata: ${JSON.stringify(data)}\n\n`)
  }

  function flush(): void {
    flushing = undefined
    for (const id of channels) {
      const line = find(id)
      if (line) send('channel', shownLine(line))
    }
    for (const [thread, id] of phones) {
      const line = find(id)
      if (line) send('phone', shownPhone(line, thread))
    }
    channels.clear()
    phones.clear()
  }

  const forget = listen(news => {
    const { number } = news
    if (number.organizationId !== organizationId) return
    if (news.kind === 'phone') phones.set(news.thread, number.channelId)
    else if (news.kind === 'line') channels.add(number.channelId)
    else send(news.kind, { channel_id: number.channelId, at: new Date().toISOString(), ...wireOf(news) })
    flushing ??= setImmediate(flush)
  })
  const beat = setInterval(() => response.write(': beat\n\n'), BEAT_MS)

  response.once('close', () => {
    forget()
    clearInterval(beat)
    if (flushing) clearImmediate(flushing)
    response.end()
  })
}

/** Without what names the business: its secrets are in its number. */
function wireOf(news: Extract<News, { kind: 'call' | 'webhook' }>): object {
  if (news.kind === 'webhook') return { status: news.status, body: news.body }
  const { method, path, body, status, answer } = news
  return { method, path, body, status, answer }
}
