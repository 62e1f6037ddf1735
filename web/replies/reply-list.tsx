import type { ReactNode } from 'react'
import { words } from '../words/english.ts'
import classes from './replies.module.css'
import type { Replies } from './use-replies.ts'

export const REPLY_LIST = 'ready-answers'

/** The id of a ready answer in the list, for who is led by their screen reader. */
export function replyItem(index: number): string {
  return `${REPLY_LIST}-${index}`
}

/** Ready answers to choose from, above the field; and what the one that was chosen lacks. */
export function ReplyList({ replies: { found, current, missing, pick } }: { readonly replies: Replies }): ReactNode {
  if (missing.length > 0) {
    return (
      <p className={classes.missing} role="status">
        {words.replies.missing(missing)}
      </p>
    )
  }
  if (!found) return null
  if (found.length === 0) return <p className={classes.none}>{words.replies.none}</p>
  return (
    <div id={REPLY_LIST} role="listbox" aria-label={words.replies.title} className={classes.list}>
      {found.map((reply, index) => (
        <button
          key={reply.id}
          id={replyItem(index)}
          type="button"
          role="option"
          tabIndex={-1}
          aria-selected={index === current}
          className={classes.reply}
          onMouseDown={event => event.preventDefault()}
          onClick={() => pick(reply)}
        >
          <span className={classes.title}>
            <strong>{reply.title}</strong>
            {reply.shortcut && <span className={classes.shortcut}>/{reply.shortcut}</span>}
          </span>
          <span className={classes.content} dir="auto">
            {reply.content}
          </span>
        </button>
      ))}
    </div>
  )
}
