import { Modal } from '@mantine/core'
import { type ReactNode, useState } from 'react'
import classes from './media.module.css'

interface PictureProps {
  /** undefined while the link is being fetched. */
  readonly url: string | undefined
  readonly name: string
  readonly isSticker: boolean
}

/** A picture in its bubble; a press shows it large. Stickers stay as they are. */
export function Picture({ url, name, isSticker }: PictureProps): ReactNode {
  const [isLarge, setLarge] = useState(false)
  if (isSticker) {
    return (
      <span className={classes.picture} data-sticker>
        {url && <img src={url} alt={name} loading="lazy" decoding="async" />}
      </span>
    )
  }
  return (
    <>
      <button type="button" className={classes.picture} aria-label={name} onClick={() => setLarge(true)}>
        {url && <img src={url} alt={name} loading="lazy" decoding="async" />}
      </button>
      <Modal opened={isLarge} onClose={() => setLarge(false)} title={name} size="auto" centered lockScroll={false}>
        <img className={classes.big} src={url} alt={name} />
      </Modal>
    </>
  )
}
