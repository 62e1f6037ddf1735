import IconBan from '@tabler/icons-react/icons/IconBan'
import IconHelpCircle from '@tabler/icons-react/icons/IconHelpCircle'
import type { ReactNode } from 'react'
import type { Message } from '../../src/client/wire.ts'
import type { MessageType } from '../../src/model/message.ts'
import { sayUnsupported } from '../content/unsupported.ts'
import { words } from '../words/english.ts'
import classes from './bubble.module.css'
import { CardsBody } from './cards-body.tsx'
import { InteractiveBody } from './interactive-body.tsx'
import { LocationBody } from './location-body.tsx'
import { MediaBody } from './media-body.tsx'
import { OrderBody } from './order-body.tsx'
import { TemplateBody } from './template-body.tsx'
import { Words } from './words.tsx'

interface BodyProps {
  readonly message: Message
}

const BODIES = {
  text: Words,
  note: Words,
  system: Words,
  reaction: ReactionBody,
  image: MediaBody,
  video: MediaBody,
  audio: MediaBody,
  document: MediaBody,
  sticker: MediaBody,
  location: LocationBody,
  contacts: CardsBody,
  interactive: InteractiveBody,
  template: TemplateBody,
  order: OrderBody,
  unsupported: UnsupportedBody
} satisfies Record<MessageType, (props: BodyProps) => ReactNode>

/** What was said, each kind in its own way. What its author took back is not shown, only that it was there. */
export function Body({ message }: BodyProps): ReactNode {
  if (message.metadata['revoked_at'])
    return <Faded glyph={<IconBan size={16} aria-hidden />}>{words.thread.revoked}</Faded>
  const Kind = BODIES[message.message_type]
  return <Kind message={message} />
}

function ReactionBody({ message: { content } }: BodyProps): ReactNode {
  const emoji = content?.['emoji']
  return <p className={classes.text}>{`${words.kinds.reaction} ${typeof emoji === 'string' ? emoji : ''}`}</p>
}

function UnsupportedBody({ message: { content } }: BodyProps): ReactNode {
  return (
    <>
      <Faded glyph={<IconHelpCircle size={16} aria-hidden />}>{sayUnsupported(content, words)}</Faded>
      <p className={classes.small}>{words.unsupported.look}</p>
    </>
  )
}

function Faded({ glyph, children }: { readonly glyph: ReactNode; readonly children: string }): ReactNode {
  return (
    <p className={classes.faded}>
      {glyph} {children}
    </p>
  )
}
