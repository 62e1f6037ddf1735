import type { ReactNode } from 'react'
import { useLive } from '../../../web/live/use-live.ts'
import { clockTime } from '../../../web/time/calendar.ts'
import { traffic } from '../wire/world.ts'
import { words } from '../words/english.ts'
import classes from './panel.module.css'

/** Calls of the business and webhooks to it, the newest first; each can be opened. */
export function WireLog({ channelId }: { readonly channelId: number }): ReactNode {
  const own = useLive(traffic).filter(each => each.channel_id === channelId)
  return (
    <section className={classes.part}>
      <h2>{words.panel.wire}</h2>
      {own.length === 0 && <p>{words.panel.quiet}</p>}
      {own.map(({ number, kind, at, method, path, status, body }) => (
        <details key={number} className={classes.traffic} data-bad={(status ?? 599) >= 400 || undefined}>
          <summary>
            <b>{status ?? '—'}</b>
            <span>{kind === 'call' ? `→ ${method} /${path}` : '← webhook'}</span>
            <time>{clockTime(at)}</time>
          </summary>
          <pre>{JSON.stringify(body, null, 2)}</pre>
        </details>
      ))}
    </section>
  )
}
