import { useEffect } from 'react'
import type { Conversation } from '../../src/client/wire.ts'
import { client } from '../session/client.ts'

/** What stands open on a screen that somebody looks at is read. */
export function useRead(conversation: Conversation | null): void {
  const id = conversation?.id
  const isUnread = (conversation?.unread_count ?? 0) > 0
  useEffect(() => {
    if (id === undefined || !isUnread) return
    const look = (): void => {
      if (document.visibilityState !== 'visible' || !document.hasFocus()) return
      // Whether it was noted is for the server to say: the next row shows it.
      client
        .service('conversations')
        .patch(id, { unread_count: 0 })
        .catch(() => {})
    }
    look()
    addEventListener('focus', look)
    return () => removeEventListener('focus', look)
  }, [id, isUnread])
}
