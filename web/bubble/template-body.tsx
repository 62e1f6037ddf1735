import type { ReactNode } from 'react'
import type { Message } from '../../src/client/wire.ts'
import { readTemplate } from '../content/template.ts'
import { KindGlyph } from '../parts/kind-glyph.tsx'
import { words } from '../words/english.ts'
import classes from './card.module.css'
import { Words } from './words.tsx'

/** A template of ours: its words where they are known, else its name and what filled it. */
export function TemplateBody({ message }: { readonly message: Message }): ReactNode {
  const { name, language, values } = readTemplate(message.content)
  return (
    <>
      <p className={classes.label}>
        <KindGlyph type="template" size={13} />
        {words.kinds.template} · {name}
        {language && ` (${language})`}
      </p>
      {message.message_text ? (
        <Words message={message} />
      ) : (
        <ul className={classes.list}>
          {values.map((value, index) => (
            <li key={`${index}:${value}`} className={classes.option}>
              {value}
            </li>
          ))}
        </ul>
      )}
    </>
  )
}
