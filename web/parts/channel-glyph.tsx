import IconBrandInstagram from '@tabler/icons-react/icons/IconBrandInstagram'
import IconBrandMessenger from '@tabler/icons-react/icons/IconBrandMessenger'
import IconBrandWhatsapp from '@tabler/icons-react/icons/IconBrandWhatsapp'
import IconDeviceMobileMessage from '@tabler/icons-react/icons/IconDeviceMobileMessage'
import IconMessageCircle from '@tabler/icons-react/icons/IconMessageCircle'
import IconTestPipe from '@tabler/icons-react/icons/IconTestPipe'
import type { ReactNode } from 'react'
import type { ChannelType } from '../../src/model/message.ts'
import classes from './channel-glyph.module.css'

const GLYPHS = {
  whatsapp: IconBrandWhatsapp,
  instagram: IconBrandInstagram,
  messenger: IconBrandMessenger,
  webchat: IconMessageCircle,
  sms: IconDeviceMobileMessage,
  playground: IconTestPipe
} satisfies Record<ChannelType, unknown>

const NAMES: Readonly<Record<ChannelType, string>> = {
  whatsapp: 'WhatsApp',
  instagram: 'Instagram',
  messenger: 'Messenger',
  webchat: 'Web chat',
  sms: 'SMS',
  playground: 'Playground'
}

/** Which channel it is, small, at the edge of a face. */
export function ChannelGlyph({ channel }: { readonly channel: ChannelType }): ReactNode {
  const Glyph = GLYPHS[channel]
  return (
    <span className={classes.badge} data-channel={channel} title={NAMES[channel]}>
      <Glyph size={12} stroke={2.2} aria-hidden />
    </span>
  )
}
