import { ActionIcon, FileButton, Textarea } from '@mantine/core'
import IconPaperclip from '@tabler/icons-react/icons/IconPaperclip'
import IconSend2 from '@tabler/icons-react/icons/IconSend2'
import type { ClipboardEvent, KeyboardEvent, ReactNode } from 'react'
import type { Conversation } from '../../src/client/wire.ts'
import { contactName, shortName } from '../people/name.ts'
import { REPLY_LIST, ReplyList, replyItem } from '../replies/reply-list.tsx'
import { useReplies } from '../replies/use-replies.ts'
import { words } from '../words/english.ts'
import classes from './composer.module.css'
import type { ComposerState } from './use-composer.ts'

interface WritingProps {
  readonly composer: ComposerState
  readonly conversation: Conversation
}

const MOST_LINES = 9

/** The field, the paper clip and the button. */
export function Writing({ composer, conversation }: WritingProps): ReactNode {
  const { tab, text, files, field, isReady, isWaiting } = composer
  const isNote = tab === 'note'
  const replies = useReplies({
    conversationId: conversation.id,
    text: isNote ? '' : text,
    setText: composer.setText,
    putFiles: files.put
  })
  const list = replies.found && replies.found.length > 0
  const placeholder = isNote
    ? words.composer.notePlaceholder
    : words.composer.replyPlaceholder(shortName(contactName(conversation.contact)))
  const paste = (event: ClipboardEvent): void => {
    if (event.clipboardData.files.length === 0) return
    event.preventDefault()
    files.add(event.clipboardData.files)
  }
  return (
    <>
      <ReplyList replies={replies} />
      <div className={classes.writing}>
        {!isNote && (
          <FileButton multiple onChange={chosen => files.add(chosen)}>
            {props => (
              <ActionIcon
                {...props}
                variant="subtle"
                color="gray"
                size={36}
                aria-label={words.composer.attach}
                title={words.composer.attach}
              >
                <IconPaperclip size={20} aria-hidden />
              </ActionIcon>
            )}
          </FileButton>
        )}
        <Textarea
          ref={field}
          className={classes.field}
          aria-label={placeholder}
          placeholder={placeholder}
          autosize
          minRows={1}
          maxRows={MOST_LINES}
          dir="auto"
          value={text}
          onChange={event => composer.setText(event.currentTarget.value)}
          onPaste={isNote ? undefined : paste}
          onKeyDown={event => replies.onKey(event) || onKey(event, composer)}
          {...(list && {
            role: 'combobox',
            'aria-expanded': true,
            'aria-controls': REPLY_LIST,
            'aria-activedescendant': replyItem(replies.current)
          })}
        />
        <ActionIcon
          variant="filled"
          {...(isNote && { color: 'yellow.7' })}
          size={36}
          radius="xl"
          disabled={!isReady}
          loading={isWaiting}
          aria-label={isNote ? words.composer.addNote : words.composer.send}
          title={words.composer.hint}
          onClick={composer.send}
        >
          <IconSend2 size={18} aria-hidden />
        </ActionIcon>
      </div>
    </>
  )
}

/** Enter sends, unless it ends a word that an input method is still composing. Escape leaves the field. */
function onKey(event: KeyboardEvent<HTMLTextAreaElement>, composer: ComposerState): void {
  const sends = event.key === 'Enter' && !event.shiftKey && !event.nativeEvent.isComposing
  if (!sends && event.key !== 'Escape') return
  event.preventDefault()
  if (sends) composer.send()
  else event.currentTarget.blur()
}
