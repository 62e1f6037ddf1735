import { ActionIcon } from '@mantine/core'
import IconArrowBackUp from '@tabler/icons-react/icons/IconArrowBackUp'
import { memo, type ReactNode } from 'react'
import type { ThreadRow } from '../../src/client/index.ts'
import { useReplyTarget } from '../thread/reply-target.tsx'
import type { MessageItem } from '../timeline/timeline.ts'
import { words } from '../words/english.ts'
import { Body } from './body.tsx'
import classes from './bubble.module.css'
import { Foot } from './foot.tsx'
import { Quote } from './quote.tsx'
import { Reactions } from './reactions.tsx'
import { SenderName } from './sender-name.tsx'
import { Trouble } from './trouble.tsx'

interface BubbleProps {
  readonly item: MessageItem
  /** What it answers to, where that is loaded. */
  readonly quoted: ThreadRow | undefined
  readonly me: number
  readonly jump: (messageId: string) => boolean
  readonly isFlashing: boolean
  readonly onRetry: (clientId: string) => void
  readonly onDiscard: (clientId: string) => void
}

/** What one side said at one time: a note on yellow, the customer on the left, we on the right. */
export const Bubble = memo(function Bubble(props: BubbleProps): ReactNode {
  const { item, quoted, me, jump, isFlashing } = props
  const { message, isFirst, isLast } = item
  const side = message.message_type === 'note' ? 'note' : message.direction === 'inbound' ? 'in' : 'out'
  const isBare = message.message_type === 'sticker' && message.media[0]?.state === 'ready'
  return (
    <article className={classes.row} data-side={side} data-first={isFirst || undefined}>
      {isFirst && <SenderName message={message} me={me} />}
      <div className={classes.line}>
        <div
          className={classes.bubble}
          data-side={side}
          data-last={isLast || undefined}
          data-bare={isBare || undefined}
          data-flash={isFlashing || undefined}
          data-failed={message.status === 'failed' || undefined}
        >
          {message.reply_to_message_id && (
            <Quote id={message.reply_to_message_id} quoted={quoted} me={me} jump={jump} />
          )}
          <Body message={message} />
          <Foot message={message} />
        </div>
        {side !== 'note' && <ReplyButton message={message} />}
      </div>
      <Reactions reactions={message.reactions} />
      <Trouble {...props} />
    </article>
  )
})

function ReplyButton({ message }: { readonly message: ThreadRow }): ReactNode {
  const { quote } = useReplyTarget()
  if (message.provider_message_id === null || message.metadata['revoked_at']) return null
  return (
    <ActionIcon
      className={classes.reply}
      variant="subtle"
      color="gray"
      size="sm"
      aria-label={words.thread.reply}
      title={words.thread.reply}
      onClick={() => quote(message)}
    >
      <IconArrowBackUp size={16} aria-hidden />
    </ActionIcon>
  )
}
