import { Button } from '@mantine/core'
import type { ReactNode } from 'react'
import type { LiveThread } from '../../src/client/index.ts'
import type { Conversation } from '../../src/client/wire.ts'
import { client } from '../session/client.ts'
import { TemplatePicker } from '../templates/template-picker.tsx'
import { change } from '../thread/conversation-acts.ts'
import { words } from '../words/english.ts'
import classes from './composer.module.css'
import type { Mute } from './may-speak.ts'

interface MuteProps {
  readonly mute: Mute
  readonly conversation: Conversation
  readonly thread: LiveThread
}

const SENTENCES: Readonly<Record<Mute['reason'], string>> = {
  outside_window: words.mute.outside_window,
  blocked: words.mute.blocked,
  control: words.mute.control,
  control_other: words.mute.controlOther,
  channel_closed: words.mute.channel_closed
}

/** Why nothing can be said freely, and the one thing that helps. */
export function MuteNote({ mute, conversation, thread }: MuteProps): ReactNode {
  const me = client.user.get()?.id
  return (
    <div className={classes.mute}>
      <p>{SENTENCES[mute.reason]}</p>
      {mute.remedy === 'unblock' && (
        <Button size="xs" variant="default" onClick={() => change(conversation, { blocked: false })}>
          {words.mute.unblock}
        </Button>
      )}
      {mute.remedy === 'take_over' && me !== undefined && (
        <Button size="xs" onClick={() => change(conversation, { assigned_user_id: me })}>
          {words.mute.takeOver}
        </Button>
      )}
      {mute.remedy === 'template' && <TemplatePicker conversation={conversation} thread={thread} />}
    </div>
  )
}
