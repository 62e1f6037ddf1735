import { ActionIcon, Skeleton } from '@mantine/core'
import IconX from '@tabler/icons-react/icons/IconX'
import type { ReactNode } from 'react'
import type { Conversation } from '../../src/client/wire.ts'
import { useLive } from '../live/use-live.ts'
import { useOpened } from '../live/use-opened.ts'
import { Face } from '../parts/face.tsx'
import { contactName } from '../people/name.ts'
import { StageSelect } from '../pipelines/stage-select.tsx'
import { change } from '../thread/conversation-acts.ts'
import { longDate } from '../time/calendar.ts'
import { words } from '../words/english.ts'
import { Addresses } from './addresses.tsx'
import classes from './contact.module.css'
import { ContactFields } from './contact-fields.tsx'
import { ContactTags } from './contact-tags.tsx'
import { CustomFields } from './custom-fields.tsx'
import { openContact } from './open-contact.ts'

interface PanelProps {
  readonly conversation: Conversation
  readonly onClose: () => void
}

/** Who the customer is: how they are reached, what they are tagged with, and what else is known of them. */
export function ContactPanel({ conversation, onClose }: PanelProps): ReactNode {
  const { contact_id } = conversation
  const contact = useLive(useOpened(`contact:${contact_id}`, () => openContact(contact_id)))
  const name = contactName(conversation.contact)
  return (
    <aside className={classes.panel} aria-label={words.contact.title}>
      <header className={classes.head}>
        <h2 className={classes.title}>{words.contact.title}</h2>
        <ActionIcon variant="subtle" color="gray" aria-label={words.contact.close} onClick={onClose}>
          <IconX size={18} aria-hidden />
        </ActionIcon>
      </header>
      <div className={classes.all}>
        <div className={classes.who}>
          <Face name={name} seed={contact_id} />
          <p className={classes.name} dir="auto">
            {name}
          </p>
        </div>
        <StageSelect
          label={words.contact.stage}
          none={words.contact.noStage}
          value={conversation.pipeline_stage_id}
          onChoose={id => change(conversation, id === null ? { pipeline_id: null } : { pipeline_stage_id: id })}
        />
        {contact ? (
          <>
            <ContactTags contact={contact} />
            <ContactFields key={contact.version} contact={contact} />
            <Addresses contact={contact} />
            <CustomFields contact={contact} />
            <p className={classes.since}>{words.contact.since(longDate(contact.created_at))}</p>
          </>
        ) : (
          <Skeleton height={120} radius="md" />
        )}
      </div>
    </aside>
  )
}
