import IconMapPin from '@tabler/icons-react/icons/IconMapPin'
import IconUser from '@tabler/icons-react/icons/IconUser'
import type { ReactNode } from 'react'
import { record, text } from '../../../web/content/reading.ts'
import type { Phone, PhoneMessage } from '../wire/shapes.ts'
import { words } from '../words/english.ts'
import classes from './bubble.module.css'
import { FileBody } from './file-body.tsx'
import { textOf } from './text.ts'

interface BodyProps {
  readonly phone: Phone
  readonly message: PhoneMessage
}

const PLAIN = new Set(['text', 'button', 'template', 'interactive', 'image', 'video', 'audio', 'document', 'sticker'])

/** What a message says and shows. */
export function Body({ phone, message }: BodyProps): ReactNode {
  const said = textOf(message)
  const { type, file } = message
  if (type === 'location')
    return <Card glyph={<IconMapPin size={22} aria-hidden />} name={said} more={coordinates(message)} />
  if (type === 'contacts') return <Card glyph={<IconUser size={22} aria-hidden />} name={said} />
  if (!PLAIN.has(type) && said === '') return <em className={classes.gone}>{words.message.unsupported}</em>
  return (
    <>
      {file && <FileBody channelId={phone.channel_id} file={file} type={type} />}
      <Head message={message} />
      {said !== '' && !(type === 'document' && said === file?.name) && <p className={classes.text}>{said}</p>}
      <Foot message={message} />
    </>
  )
}

/** The line above an interactive message. Templates bring theirs in their words. */
function Head({ message: { type, body } }: Pick<BodyProps, 'message'>): ReactNode {
  const head = type === 'interactive' && text(record(record(body)['header'])['text'])
  return head && <strong className={classes.heading}>{head}</strong>
}

function Foot({ message: { type, body } }: Pick<BodyProps, 'message'>): ReactNode {
  const foot = type === 'interactive' && text(record(record(body)['footer'])['text'])
  return foot && <small className={classes.small}>{foot}</small>
}

function Card({
  glyph,
  name,
  more
}: {
  readonly glyph: ReactNode
  readonly name: string
  readonly more?: string
}): ReactNode {
  return (
    <span className={classes.card}>
      <span className={classes.glyph}>{glyph}</span>
      <span>
        <strong>{name || more}</strong>
        {name && more && <small className={classes.small}>{more}</small>}
      </span>
    </span>
  )
}

function coordinates({ body }: PhoneMessage): string {
  const { latitude, longitude, address } = record(body)
  return text(address) ?? `${latitude}, ${longitude}`
}
