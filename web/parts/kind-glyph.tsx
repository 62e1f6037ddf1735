import IconCategory from '@tabler/icons-react/icons/IconCategory'
import IconFileText from '@tabler/icons-react/icons/IconFileText'
import IconHandFinger from '@tabler/icons-react/icons/IconHandFinger'
import IconHelpCircle from '@tabler/icons-react/icons/IconHelpCircle'
import IconMapPin from '@tabler/icons-react/icons/IconMapPin'
import IconMicrophone from '@tabler/icons-react/icons/IconMicrophone'
import IconMoodSmile from '@tabler/icons-react/icons/IconMoodSmile'
import IconNote from '@tabler/icons-react/icons/IconNote'
import IconPhoto from '@tabler/icons-react/icons/IconPhoto'
import IconShoppingCart from '@tabler/icons-react/icons/IconShoppingCart'
import IconSticker from '@tabler/icons-react/icons/IconSticker'
import IconTemplate from '@tabler/icons-react/icons/IconTemplate'
import IconUser from '@tabler/icons-react/icons/IconUser'
import IconVideo from '@tabler/icons-react/icons/IconVideo'
import type { ReactNode } from 'react'
import type { MessageType } from '../../src/model/message.ts'

const GLYPHS = {
  text: null,
  system: null,
  image: IconPhoto,
  video: IconVideo,
  audio: IconMicrophone,
  document: IconFileText,
  sticker: IconSticker,
  location: IconMapPin,
  contacts: IconUser,
  interactive: IconHandFinger,
  template: IconTemplate,
  reaction: IconMoodSmile,
  order: IconShoppingCart,
  note: IconNote,
  unsupported: IconHelpCircle
} satisfies Record<MessageType, unknown>

/** A sign for what a message is; words of text need none. */
export function KindGlyph({ type, size = 15 }: { readonly type: MessageType; readonly size?: number }): ReactNode {
  const Glyph = GLYPHS[type] ?? (type === 'text' || type === 'system' ? null : IconCategory)
  return Glyph && <Glyph size={size} stroke={1.8} aria-hidden />
}
