import { useEffect, useRef } from 'react'
import { client } from '../session/client.ts'

/** The server lets a sign stand for five seconds. */
const AGAIN_MS = 4_000

interface Writing {
  readonly conversationId: number
  readonly text: string
  /** A note: the customer is not to know of it. */
  readonly isInternal: boolean
}

/** Tells the others that somebody is writing here: when they begin, every few seconds while they go on, and when it is gone. */
export function useTelling({ conversationId, text, isInternal }: Writing): void {
  const told = useRef({ on: false, at: 0 })
  // What was kept from an earlier visit is not being written.
  const former = useRef(text)
  useEffect(() => {
    if (text === former.current) return
    former.current = text
    const on = text.trim() !== ''
    if (on ? told.current.on && Date.now() - told.current.at < AGAIN_MS : !told.current.on) return
    told.current = { on, at: Date.now() }
    tell(conversationId, on, isInternal)
  }, [conversationId, text, isInternal])
  useEffect(
    () => () => {
      if (told.current.on) tell(conversationId, false, true)
      told.current = { on: false, at: 0 }
    },
    [conversationId]
  )
}

/** Nobody misses a sign that did not come. */
function tell(conversation_id: number, on: boolean, internal: boolean): void {
  if (client.status.get() !== 'live') return
  client
    .service('conversation-typing')
    .create({ conversation_id, on, internal })
    .catch(() => {})
}
