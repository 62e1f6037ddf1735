import { ActionIcon, Button, Skeleton } from '@mantine/core'
import IconArrowLeft from '@tabler/icons-react/icons/IconArrowLeft'
import IconCheck from '@tabler/icons-react/icons/IconCheck'
import IconRotate from '@tabler/icons-react/icons/IconRotate'
import type { ReactNode } from 'react'
import type { Channel, Conversation } from '../../src/client/wire.ts'
import { go } from '../address/use-place.ts'
import { ChannelGlyph } from '../parts/channel-glyph.tsx'
import { Face } from '../parts/face.tsx'
import { contactName } from '../people/name.ts'
import { words } from '../words/english.ts'
import { AssignMenu } from './assign-menu.tsx'
import { toggleClosed } from './conversation-acts.ts'
import { MoreMenu } from './more-menu.tsx'
import classes from './thread-header.module.css'

interface HeaderProps {
  readonly conversation: Conversation | null
  readonly channel: Channel | undefined
  readonly me: number
  readonly isAbout: boolean
  readonly onAbout: () => void
}

/** Whom one talks to, whose it is, and what can be done with it. */
export function ThreadHeader({ conversation, channel, me, isAbout, onAbout }: HeaderProps): ReactNode {
  return (
    <header className={classes.head}>
      <ActionIcon
        className={classes.back}
        variant="subtle"
        color="gray"
        size="lg"
        aria-label={words.thread.back}
        onClick={() => go({ conversation: null })}
      >
        <IconArrowLeft size={20} aria-hidden />
      </ActionIcon>
      {conversation ? (
        <Who conversation={conversation} channel={channel} isAbout={isAbout} onAbout={onAbout} />
      ) : (
        <Skeleton height={14} width={160} />
      )}
      {conversation && (
        <div className={classes.acts}>
          <AssignMenu conversation={conversation} me={me} />
          <CloseButton conversation={conversation} />
          <MoreMenu conversation={conversation} />
        </div>
      )}
    </header>
  )
}

interface WhoProps extends Pick<HeaderProps, 'channel' | 'isAbout' | 'onAbout'> {
  readonly conversation: Conversation
}

/** The customer; a press tells more of them. */
function Who({ conversation, channel, isAbout, onAbout }: WhoProps): ReactNode {
  const { contact, contact_id } = conversation
  const name = contactName(contact)
  const more = [name === contact.phone ? null : contact.phone, contact.company_name, channel?.name].filter(Boolean)
  return (
    <h2 className={classes.who}>
      <button
        type="button"
        className={classes.about}
        aria-expanded={isAbout}
        title={words.contact.title}
        onClick={onAbout}
      >
        <Face name={name} seed={contact_id}>
          <ChannelGlyph channel={conversation.channel} />
        </Face>
        <span className={classes.names}>
          <span className={classes.name} dir="auto">
            {name}
          </span>
          <span className={classes.more}>{more.join(' · ')}</span>
        </span>
      </button>
    </h2>
  )
}

function CloseButton({ conversation }: { readonly conversation: Conversation }): ReactNode {
  const isOpen = conversation.status === 'open'
  const Glyph = isOpen ? IconCheck : IconRotate
  return (
    <Button
      className={classes.close}
      variant={isOpen ? 'default' : 'filled'}
      size="xs"
      leftSection={<Glyph size={15} aria-hidden />}
      onClick={() => toggleClosed(conversation)}
    >
      {isOpen ? words.header.close : words.header.reopen}
    </Button>
  )
}
