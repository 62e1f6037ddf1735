import IconFile from '@tabler/icons-react/icons/IconFile'
import type { ReactNode } from 'react'
import { sizeOf } from '../../../web/files/file-words.ts'
import type { PhoneFile } from '../wire/shapes.ts'
import { useFile } from '../wire/use-file.ts'
import { words } from '../words/english.ts'
import classes from './bubble.module.css'

interface FileBodyProps {
  readonly channelId: number
  readonly file: PhoneFile
  readonly type: string
}

/** A picture, a film, a recording, or a file to be opened. */
export function FileBody({ channelId, file, type }: FileBodyProps): ReactNode {
  const url = useFile(channelId, file.id)
  const name = file.name ?? words.message.file
  if (file.mime_type.startsWith('image/') && type !== 'document') {
    return <img className={classes.picture} data-sticker={type === 'sticker' || undefined} src={url} alt={name} />
  }
  const family = file.mime_type.split('/')[0]
  if (family === 'video') {
    // biome-ignore lint/a11y/useMediaCaption: what people record comes without
    return <video className={classes.picture} src={url} controls preload="metadata" />
  }
  if (family === 'audio') {
    // biome-ignore lint/a11y/useMediaCaption: what people record comes without
    return <audio className={classes.audio} src={url} controls preload="metadata" />
  }
  return (
    <a className={classes.card} href={url} download={name}>
      <span className={classes.glyph}>
        <IconFile size={22} aria-hidden />
      </span>
      <span>
        <strong>{name}</strong>
        <small className={classes.small}>{sizeOf(file.size)}</small>
      </span>
    </a>
  )
}
