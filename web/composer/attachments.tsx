import { CloseButton, Loader } from '@mantine/core'
import IconAlertCircle from '@tabler/icons-react/icons/IconAlertCircle'
import IconFile from '@tabler/icons-react/icons/IconFile'
import type { ReactNode } from 'react'
import { words } from '../words/english.ts'
import type { Attached } from './attached.ts'
import classes from './composer.module.css'

interface AttachmentsProps {
  readonly files: readonly Attached[]
  readonly onRemove: (key: string) => void
}

/** What goes along with the words. */
export function Attachments({ files, onRemove }: AttachmentsProps): ReactNode {
  if (files.length === 0) return null
  return (
    <ul className={classes.files}>
      {files.map(({ key, file, preview, state }) => (
        <li
          key={key}
          className={classes.attached}
          data-failed={state.kind === 'failed' || undefined}
          title={state.kind === 'failed' ? state.message : file.name}
        >
          {state.kind === 'uploading' ? (
            <Loader size={16} aria-label={words.composer.uploading} />
          ) : (
            <Sign {...{ preview, state }} />
          )}
          <span>{state.kind === 'failed' ? state.message : file.name}</span>
          <CloseButton size="xs" aria-label={words.composer.removeFile(file.name)} onClick={() => onRemove(key)} />
        </li>
      ))}
    </ul>
  )
}

function Sign({ preview, state }: Pick<Attached, 'preview' | 'state'>): ReactNode {
  if (state.kind === 'failed') return <IconAlertCircle size={18} aria-hidden />
  return preview ? <img src={preview} alt="" /> : <IconFile size={18} aria-hidden />
}
