import type { ReactNode } from 'react'
import type { Media } from '../../src/model/message.ts'
import { endingOf, sizeOf } from '../files/file-words.ts'
import { words } from '../words/english.ts'
import classes from './media.module.css'

interface DocumentProps {
  readonly url: string | undefined
  readonly media: Media
}

/** A file to be kept. */
export function DocumentLink({ url, media: { file_name, file_size, file_type } }: DocumentProps): ReactNode {
  const name = file_name ?? words.media.file
  return (
    <a
      className={classes.file}
      href={url}
      aria-label={words.media.download(name)}
      rel="noopener noreferrer"
      target="_blank"
    >
      <span className={classes.fileSign} aria-hidden>
        {endingOf(file_name, file_type)}
      </span>
      <span>
        <strong>{name}</strong>
        {file_size !== null && <span className={classes.size}>{sizeOf(file_size)}</span>}
      </span>
    </a>
  )
}
