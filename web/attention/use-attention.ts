import { useEffect } from 'react'
import type { Query } from '../../src/client/query.ts'
import type { Conversation, Message } from '../../src/client/wire.ts'
import { useLive } from '../live/use-live.ts'
import { useOpened } from '../live/use-opened.ts'
import { client } from '../session/client.ts'
import { words } from '../words/english.ts'
import { chime, isSoundOn } from './sound.ts'

const UNREAD: Query<Conversation> = {
  status: 'open',
  unread_count: { $gt: 0 },
  channel: { $ne: 'playground' },
  $limit: 1
}

/** Says in the tab how many conversations are unread, and sounds when a customer writes while nobody looks. */
export function useAttention(): void {
  const unread = useOpened('unread', () => client.replica.conversations(UNREAD))
  const { total } = useLive(unread)
  useEffect(() => {
    document.title = total > 0 ? `(${total}) ${words.name}` : words.name
  }, [total])
  useEffect(() => {
    const messages = client.service('conversation-messages-whatsapp')
    const hear = ({ direction }: Message): void => {
      if (direction === 'inbound' && isSoundOn.get() && !document.hasFocus()) chime()
    }
    messages.on('created', hear)
    return () => void messages.off('created', hear)
  }, [])
}
