import type { ReactNode } from 'react'
import { client } from '../session/client.ts'
import type { MessageItem } from '../timeline/timeline.ts'
import { attempt } from '../trouble/trouble.ts'
import { words } from '../words/english.ts'
import classes from './bubble.module.css'
import { grievanceOf } from './grievance.ts'

interface TroubleProps {
  readonly item: MessageItem
  readonly onRetry: (clientId: string) => void
  readonly onDiscard: (clientId: string) => void
}

/** Why an answer is not with the customer, and what can be done. */
export function Trouble({ item: { message }, onRetry, onDiscard }: TroubleProps): ReactNode {
  const grievance = grievanceOf(message, words)
  if (!grievance) return null
  const { client_id, local } = message
  const again = (): void => (local && client_id ? onRetry(client_id) : resend(message.id))
  return (
    <div className={classes.trouble} data-doubt={grievance.isDoubt || undefined} role="status">
      <span>
        {grievance.what} {grievance.next}
      </span>
      <button type="button" onClick={again}>
        {words.thread.resend}
      </button>
      {local && client_id && (
        <button type="button" onClick={() => onDiscard(client_id)}>
          {words.thread.discard}
        </button>
      )}
    </div>
  )
}

/** The same message once more; it keeps its place. */
function resend(id: string): void {
  attempt(client.service(`conversation-messages/${id}/resend`).create({}))
}
