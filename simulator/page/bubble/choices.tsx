import type { ReactNode } from 'react'
import { attempt } from '../../../web/trouble/trouble.ts'
import { post } from '../wire/call.ts'
import { pathOf } from '../wire/path.ts'
import type { Choice, Phone, PhoneMessage } from '../wire/shapes.ts'
import classes from './bubble.module.css'

interface ChoicesProps {
  readonly phone: Phone
  readonly message: PhoneMessage
}

/** Buttons, rows and quick replies, to be tapped. */
export function Choices({ phone, message }: ChoicesProps): ReactNode {
  const { choices } = message
  if (choices.length === 0 || message.is_revoked || message.tick === 'failed') return null
  const tap = (id: string) => attempt(post(`${pathOf(phone)}/taps`, { message_id: message.id, choice_id: id }))
  return (
    <div className={classes.choices}>
      {choices.map((choice, index) => (
        <div key={choice.id} className={classes.choicePlace}>
          {choice.section && choice.section !== choices[index - 1]?.section && (
            <span className={classes.section}>{choice.section}</span>
          )}
          <ChoiceButton choice={choice} onTap={() => tap(choice.id)} />
        </div>
      ))}
    </div>
  )
}

function ChoiceButton({ choice, onTap }: { readonly choice: Choice; readonly onTap: () => void }): ReactNode {
  if (choice.kind === 'url' && /^https?:/.test(choice.payload ?? '')) {
    return (
      <a className={classes.choice} href={choice.payload} target="_blank" rel="noreferrer">
        {choice.title}
      </a>
    )
  }
  return (
    <button type="button" className={classes.choice} onClick={onTap}>
      {choice.title}
      {choice.description && <small className={classes.small}>{choice.description}</small>}
    </button>
  )
}
