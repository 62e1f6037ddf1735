import { ActionIcon, Button, Modal, Textarea, TextInput } from '@mantine/core'
import IconTrash from '@tabler/icons-react/icons/IconTrash'
import { type FormEvent, type ReactNode, useState } from 'react'
import type { PredefinedMessage } from '../../src/client/wire.ts'
import { replies } from '../live/people.ts'
import { useLive } from '../live/use-live.ts'
import { client } from '../session/client.ts'
import { attempt } from '../trouble/trouble.ts'
import { words } from '../words/english.ts'
import classes from './replies.module.css'

interface ManageProps {
  readonly isOpen: boolean
  readonly onClose: () => void
}

const service = client.service('conversation-predefined-messages')

/** The answers that are kept ready: to be written, reworded and thrown away. */
export function ManageReplies({ isOpen, onClose }: ManageProps): ReactNode {
  const all = [...useLive(replies).values()].sort((one, other) => one.title.localeCompare(other.title))
  const [chosen, choose] = useState<PredefinedMessage | null>(null)
  return (
    <Modal opened={isOpen} onClose={onClose} title={words.replies.title} size="lg" centered lockScroll={false}>
      <div className={classes.manage}>
        {all.length > 0 && (
          <ul className={classes.kept} aria-label={words.replies.title}>
            {all.map(reply => (
              <li key={reply.id} className={classes.one}>
                <button
                  type="button"
                  className={classes.reply}
                  aria-pressed={reply.id === chosen?.id}
                  onClick={() => choose(reply)}
                >
                  <span className={classes.title}>
                    <strong>{reply.title}</strong>
                    {reply.shortcut && <span className={classes.shortcut}>/{reply.shortcut}</span>}
                  </span>
                  <span className={classes.content} dir="auto">
                    {reply.content}
                  </span>
                </button>
                <ActionIcon
                  variant="subtle"
                  color="red"
                  aria-label={words.replies.remove(reply.title)}
                  onClick={() => attempt(service.remove(reply.id))}
                >
                  <IconTrash size={16} aria-hidden />
                </ActionIcon>
              </li>
            ))}
          </ul>
        )}
        <ReplyForm key={chosen?.id ?? 'new'} reply={chosen} onDone={() => choose(null)} />
      </div>
    </Modal>
  )
}

interface FormProps {
  /** null: a new one. */
  readonly reply: PredefinedMessage | null
  readonly onDone: () => void
}

function ReplyForm({ reply, onDone }: FormProps): ReactNode {
  function save(event: FormEvent<HTMLFormElement>): void {
    event.preventDefault()
    const field = event.currentTarget
    const form = new FormData(field)
    const draft = {
      title: String(form.get('title')).trim(),
      shortcut: String(form.get('shortcut')).trim() || null,
      content: String(form.get('content'))
    }
    const work = reply ? service.patch(reply.id, draft, { query: { version: reply.version } }) : service.create(draft)
    attempt(
      work.then(() => {
        field.reset()
        onDone()
      })
    )
  }

  return (
    <form className={classes.form} onSubmit={save}>
      <TextInput
        name="title"
        size="sm"
        label={words.replies.name}
        defaultValue={reply?.title}
        maxLength={200}
        required
        withAsterisk={false}
      />
      <TextInput
        name="shortcut"
        size="sm"
        label={words.replies.shortcut}
        description={words.replies.shortcutHint}
        defaultValue={reply?.shortcut ?? ''}
        maxLength={50}
      />
      <Textarea
        name="content"
        size="sm"
        label={words.replies.content}
        description={words.replies.contentHint}
        defaultValue={reply?.content}
        dir="auto"
        autosize
        minRows={3}
        maxRows={10}
        maxLength={10_000}
        required
        withAsterisk={false}
      />
      <div className={classes.buttons}>
        <Button type="submit" size="sm">
          {reply ? words.replies.save : words.replies.add}
        </Button>
        {reply && (
          <Button type="button" size="sm" variant="subtle" color="gray" onClick={onDone}>
            {words.replies.cancel}
          </Button>
        )}
      </div>
    </form>
  )
}
