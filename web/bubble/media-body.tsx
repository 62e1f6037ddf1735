import { Loader } from '@mantine/core'
import IconCloudOff from '@tabler/icons-react/icons/IconCloudOff'
import type { ReactNode } from 'react'
import type { Message } from '../../src/client/wire.ts'
import type { Media } from '../../src/model/message.ts'
import { useFileLink } from '../files/use-file-link.ts'
import { KindGlyph } from '../parts/kind-glyph.tsx'
import { words } from '../words/english.ts'
import { AudioPlayer } from './audio-player.tsx'
import { DocumentLink } from './document-link.tsx'
import classes from './media.module.css'
import { Picture } from './picture.tsx'
import { Words } from './words.tsx'

/** Pictures, films, sounds, files and stickers, with their words; or why they are not here. */
export function MediaBody({ message }: { readonly message: Message }): ReactNode {
  const { media, message_type } = message
  return (
    <>
      {media.length === 0 && (
        <p className={classes.state}>
          <KindGlyph type={message_type} /> {words.kinds[message_type]}
        </p>
      )}
      {media.map((each, index) => (
        <MediaView key={each.file_id ?? index} media={each} message={message} />
      ))}
      <Words message={message} />
    </>
  )
}

interface ViewProps {
  readonly media: Media
  readonly message: Message
}

function MediaView({ media, message }: ViewProps): ReactNode {
  if (media.state !== 'ready') return <NotHere media={media} message={message} />
  return <Ready media={media} message={message} />
}

function NotHere({ media: { state, file_name }, message: { message_type } }: ViewProps): ReactNode {
  return (
    <div className={classes.state} data-state={state} role="status">
      {state === 'pending' ? <Loader size={16} aria-hidden /> : <IconCloudOff size={18} aria-hidden />}
      <span>
        <strong>{file_name ?? words.kinds[message_type]}</strong>
        {state !== 'ready' && <span className={classes.why}>{words.media[state]}</span>}
      </span>
    </div>
  )
}

function Ready({ media, message }: ViewProps): ReactNode {
  const { url, hasFailed } = useFileLink(media.file_id)
  if (hasFailed) return <NotHere media={{ ...media, state: 'failed' }} message={message} />
  switch (media.category) {
    case 'image':
    case 'sticker':
      return (
        <Picture
          url={url}
          name={media.file_name ?? words.kinds[message.message_type]}
          isSticker={media.category === 'sticker'}
        />
      )
    case 'video':
      // biome-ignore lint/a11y/useMediaCaption: customers send no captions
      return <video className={classes.video} src={url} controls preload="metadata" playsInline />
    case 'audio':
      return <AudioPlayer url={url} isVoice={message.content?.['voice'] === true} />
    case 'file':
      return <DocumentLink url={url} media={media} />
  }
}
