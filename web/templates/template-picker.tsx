import { Button, Loader, Modal } from '@mantine/core'
import IconTemplate from '@tabler/icons-react/icons/IconTemplate'
import { type ReactNode, useState } from 'react'
import type { LiveThread } from '../../src/client/index.ts'
import type { Conversation } from '../../src/client/wire.ts'
import { words } from '../words/english.ts'
import type { Form } from './template.ts'
import { TemplateForm } from './template-form.tsx'
import classes from './templates.module.css'
import { useTemplates } from './use-templates.ts'

interface PickerProps {
  readonly conversation: Conversation
  readonly thread: LiveThread
}

/** Once the window has closed: choose an approved template, fill it, send it. */
export function TemplatePicker({ conversation, thread }: PickerProps): ReactNode {
  const [isOpen, setOpen] = useState(false)
  const [chosen, choose] = useState<Form | null>(null)
  const forms = useTemplates(conversation.channel_id, isOpen)
  const close = (): void => {
    setOpen(false)
    choose(null)
  }
  return (
    <>
      <Button size="xs" leftSection={<IconTemplate size={16} aria-hidden />} onClick={() => setOpen(true)}>
        {words.mute.template}
      </Button>
      <Modal opened={isOpen} onClose={close} title={words.template.title} centered lockScroll={false}>
        {chosen ? (
          <TemplateForm
            form={chosen}
            onBack={() => choose(null)}
            onSend={draft => {
              thread.send(draft)
              close()
            }}
          />
        ) : (
          <Choices forms={forms} onChoose={choose} />
        )}
      </Modal>
    </>
  )
}

interface ChoicesProps {
  readonly forms: readonly Form[] | null
  readonly onChoose: (form: Form) => void
}

function Choices({ forms, onChoose }: ChoicesProps): ReactNode {
  if (!forms) return <Loader size="sm" />
  if (forms.length === 0) return <p className={classes.none}>{words.mute.noTemplates}</p>
  return (
    <ul className={classes.choices}>
      {forms.map(form => (
        <li key={`${form.name}:${form.language}`}>
          <button type="button" className={classes.choice} onClick={() => onChoose(form)}>
            <strong>{form.name.replaceAll('_', ' ')}</strong>
            <span className={classes.language}>{form.language}</span>
            <span className={classes.body}>{form.body}</span>
          </button>
        </li>
      ))}
    </ul>
  )
}
